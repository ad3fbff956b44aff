/** What administrators changed: policies, links, keys. */
import type { Answer } from '../../api/client.ts'
import { LinkName } from '../../components/link-name.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'

type Event = Answer<'oncall'>['admin_events'][number]

export function AdminEvents({ events }: { events: readonly Event[] }) {
  return (
    <Table
      caption="Administrators' events"
      columns={columns}
      rows={events}
      keyOf={(row) => JSON.stringify(row)}
      empty="No policy, link or key was changed in the last hour."
    />
  )
}

const columns: Column<Event>[] = [
  { name: 'at', title: 'When', cell: ({ time }) => <Time at={time} precision="second" /> },
  { name: 'kind', title: 'Kind', cell: ({ kind }) => kind.replaceAll('_', ' ') },
  { name: 'who', title: 'Who', cell: ({ who }) => who || 'unknown' },
  { name: 'what', title: 'What', cell: ({ what }) => what },
  { name: 'where', title: 'Where', isMinor: true, cell: (row) => <LinkName link={row} /> },
]
