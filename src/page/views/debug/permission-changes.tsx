/** What changed in policies and permissions, with what was added and removed. */
import type { Answer } from '../../api/client.ts'
import { LinkName } from '../../components/link-name.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'

type Change = Answer<'permission_changes'>['rows'][number]

export function PermissionChanges({ rows }: { rows: readonly Change[] }) {
  return (
    <Table
      caption="Changes of policies and permissions"
      columns={columns}
      rows={rows}
      keyOf={({ kind, event_id }) => `${kind} ${event_id}`}
      most={20}
      empty="No policy and no permission changed in the last week."
    />
  )
}

const columns: Column<Change>[] = [
  { name: 'at', title: 'When', cell: ({ time }) => <Time at={time} precision="second" /> },
  { name: 'where', title: 'Where', cell: (row) => <LinkName link={row} /> },
  {
    name: 'what',
    title: 'Change',
    cell: ({ change_type, policy, planned }) => (
      <>
        {change_type.replaceAll('_', ' ')}
        <span class="quiet small">
          {policy}
          {planned === false && <b class="state-at_risk"> unplanned</b>}
          {planned === true && ' planned'}
        </span>
      </>
    ),
  },
  { name: 'who', title: 'By', isMinor: true, cell: ({ actor }) => actor || '–' },
  {
    name: 'diff',
    title: 'Difference',
    cell: ({ added, removed, diff }) => (
      <code class="diff">
        {added.map((one) => (
          <span key={`+${one}`} class="state-met">
            + {one}
          </span>
        ))}
        {removed.map((one) => (
          <span key={`-${one}`} class="state-breached">
            − {one}
          </span>
        ))}
        {diff}
      </code>
    ),
  },
]
