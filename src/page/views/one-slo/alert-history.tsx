/** How alerts changed: what was known when it was decided, and what is known of that moment now. */
import type { Answer } from '../../api/client.ts'
import { AlertBadge } from '../../components/alert-badge.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'

type Change = Answer<'slo'>['alert_history'][number]

export function AlertHistory({ history }: { history: readonly Change[] }) {
  return (
    <Table
      caption="Changes of alerts"
      columns={columns}
      rows={history}
      keyOf={({ alert, decided_at }) => `${alert} ${decided_at}`}
      empty="No alert of this objective changed in the last 30 days."
    />
  )
}

const columns: Column<Change>[] = [
  { name: 'at', title: 'Decided', cell: ({ decided_at }) => <Time at={decided_at} /> },
  { name: 'alert', title: 'Alert', cell: ({ alert }) => alert },
  {
    name: 'state',
    title: 'Became',
    cell: ({ state, severity }) => <AlertBadge state={state} severity={severity} />,
  },
  { name: 'then', title: 'Known then', cell: ({ reason }) => <span class="reason">{reason}</span> },
  {
    name: 'now',
    title: 'Known now',
    isMinor: true,
    cell: ({ now, firing }) =>
      now === null ? (
        <span class="quiet">not told again</span>
      ) : (
        <span class="reason">
          {now.fires !== firing && <b>{now.fires ? 'Would fire. ' : 'Would not fire. '}</b>}
          {now.reason}
        </span>
      ),
  },
]
