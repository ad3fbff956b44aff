/** Alerts that fire, and those that wait for an input: why, since when, whose, and where the runbook is. */

import { useAddress } from '../../address.ts'
import type { Answer } from '../../api/client.ts'
import { AlertBadge } from '../../components/alert-badge.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'

type Alert = Answer<'oncall'>['alerts'][number]
type Raised = Answer<'oncall'>['raised'][number]

export function Firing({ alerts }: { alerts: readonly Alert[] }) {
  const { href } = useAddress()
  const columns: Column<Alert>[] = [
    {
      name: 'state',
      title: 'State',
      cell: ({ state, severity }) => <AlertBadge state={state} severity={severity} />,
      order: ({ severity }) => severity,
    },
    {
      name: 'slo',
      title: 'Objective',
      cell: ({ slo, title, alert }) => (
        <>
          <a href={href(`/slos/${slo}`)}>{title}</a>
          <span class="quiet small">{alert}</span>
        </>
      ),
      order: ({ slo }) => slo,
    },
    { name: 'since', title: 'Since', cell: ({ since }) => <Time at={since} />, order: ({ since }) => since },
    { name: 'reason', title: 'Why', cell: ({ reason }) => <span class="reason">{reason}</span> },
    { name: 'owner', title: 'Owner', cell: ({ owner }) => owner, order: ({ owner }) => owner },
    { name: 'runbook', title: 'Runbook', isMinor: true, cell: ({ runbook }) => <Runbook to={runbook} /> },
  ]
  return (
    <Table
      caption="Alerts that fire or are frozen"
      columns={columns}
      rows={alerts}
      keyOf={({ slo, alert }) => `${slo} ${alert}`}
      sort="alerts-by"
      empty="No alert fires, and none is frozen."
    />
  )
}

function Runbook({ to }: { to: string }) {
  return to.startsWith('http') ? <a href={to}>Runbook</a> : <span class="small">{to || '–'}</span>
}

export function Raised({ raised }: { raised: readonly Raised[] }) {
  return (
    <Table
      caption="Alerts about one thing"
      columns={raisedColumns}
      rows={raised}
      keyOf={({ origin, alert, subject }) => `${origin} ${alert} ${subject}`}
      most={20}
      empty="No alert about a single link, principal or broker fires."
    />
  )
}

const raisedColumns: Column<Raised>[] = [
  {
    name: 'state',
    title: 'State',
    cell: ({ severity }) => <AlertBadge state="firing" severity={severity} />,
  },
  { name: 'alert', title: 'Alert', cell: ({ alert }) => alert },
  { name: 'subject', title: 'About', cell: ({ subject }) => subject },
  { name: 'since', title: 'Since', cell: ({ since }) => <Time at={since} /> },
  { name: 'reason', title: 'Why', cell: ({ reason }) => <span class="reason">{reason}</span> },
]
