/** The alerts of an objective: how fast the budget burns over each pair of windows, beside what would fire. */
import type { Answer } from '../../api/client.ts'
import { AlertBadge } from '../../components/alert-badge.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { burnText, UNKNOWN } from '../../format/number.ts'

type Alert = Answer<'slo'>['alerts'][number]

export function Alerts({ alerts }: { alerts: readonly Alert[] }) {
  return (
    <Table
      caption="Alerts"
      columns={columns}
      rows={alerts}
      keyOf={({ alert }) => alert}
      empty="No alert policy applies to this objective."
    />
  )
}

const columns: Column<Alert>[] = [
  {
    name: 'state',
    title: 'State',
    cell: ({ state, severity }) => <AlertBadge state={state} severity={severity} />,
  },
  { name: 'alert', title: 'Alert', cell: ({ alert }) => alert },
  { name: 'long', title: 'Long window', isNumber: true, cell: ({ long }) => <Burn side={long} /> },
  { name: 'short', title: 'Short window', isNumber: true, cell: ({ short }) => <Burn side={short} /> },
  {
    name: 'factor',
    title: 'Fires above',
    isNumber: true,
    cell: ({ factor, minimum_bad }) =>
      factor === null ? UNKNOWN : `${burnText(factor)}${minimum_bad === null ? '' : `, ${minimum_bad} bad`}`,
  },
  { name: 'since', title: 'Since', isMinor: true, cell: ({ since }) => <Time at={since} /> },
  { name: 'reason', title: 'Why', cell: ({ reason }) => <span class="reason">{reason}</span> },
]

function Burn({ side }: { side: Alert['long'] }) {
  if (side === null) return <span class="quiet">{UNKNOWN}</span>
  return (
    <>
      {burnText(side.burn_rate)} <span class="quiet">in {side.window}</span>
    </>
  )
}
