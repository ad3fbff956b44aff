/** What failed and still may: incidents, deployments, findings. */
import type { Answer } from '../../api/client.ts'
import { Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'

type OnCall = Answer<'oncall'>

export function Incidents({ incidents }: { incidents: OnCall['incidents'] }) {
  return (
    <Table
      caption="Active incidents"
      columns={[
        { name: 'severity', title: 'Severity', cell: ({ severity }) => <b>{severity}</b> },
        { name: 'id', title: 'Incident', cell: ({ incident_id }) => incident_id },
        { name: 'since', title: 'Since', cell: ({ opened_at }) => <Time at={opened_at} /> },
        { name: 'account', title: 'Account', cell: ({ account }) => account || '–' },
        { name: 'cause', title: 'Cause', cell: ({ cause }) => cause || '–' },
      ]}
      rows={incidents}
      keyOf={({ incident_id }) => incident_id}
      empty="No incident is open."
    />
  )
}

export function Deployments({ deployments }: { deployments: OnCall['failed_deployments'] }) {
  return (
    <Table
      caption="Failed deployments"
      columns={[
        { name: 'at', title: 'Ended', cell: ({ ended_at }) => <Time at={ended_at} /> },
        { name: 'id', title: 'Deployment', cell: ({ deploy_id }) => deploy_id },
        { name: 'where', title: 'Where', cell: ({ environment, account }) => `${environment} ${account}` },
        { name: 'outcome', title: 'Outcome', cell: ({ last_outcome }) => last_outcome.replaceAll('_', ' ') },
      ]}
      rows={deployments}
      keyOf={({ deploy_id, account }) => `${deploy_id} ${account}`}
      empty="No deployment failed in the last day."
    />
  )
}

export function Findings({ findings }: { findings: OnCall['critical_findings'] }) {
  return (
    <Table
      caption="Critical findings"
      columns={[
        { name: 'severity', title: 'Severity', isNumber: true, cell: ({ severity }) => severity.toFixed(1) },
        { name: 'type', title: 'Type', cell: ({ finding_type }) => finding_type },
        { name: 'account', title: 'Account', cell: ({ account }) => account },
        { name: 'found', title: 'Found', cell: ({ found_at }) => <Time at={found_at} /> },
      ]}
      rows={findings}
      keyOf={({ finding_id }) => finding_id}
      empty="No critical finding is open."
    />
  )
}
