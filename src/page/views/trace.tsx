/** What happened under one correlation id, on a time axis: attempts, action, audit, revocation. */

import { useAddress } from '../address.ts'
import type { Answer } from '../api/client.ts'
import { LEISURELY_MS } from '../api/pace.ts'
import { useAnswer } from '../api/use-answer.ts'
import { LinkName } from '../components/link-name.tsx'
import { Shown } from '../components/loaded.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Time } from '../components/time.tsx'
import { ViewTitle } from '../components/view-title.tsx'
import { durationText } from '../format/number.ts'
import { TraceForm } from './debug/trace-form.tsx'
import { Axis } from './trace/axis.tsx'

type Event = Answer<'trace'>['events'][number]

export function Trace() {
  const { text } = useAddress()
  const id = text('id')
  const trace = useAnswer('trace', { correlation_id: id }, { every_ms: LEISURELY_MS, isAsked: id !== '' })
  return (
    <>
      <ViewTitle title={id === '' ? 'Trace' : `Trace ${id}`} />
      <TraceForm key={id} id={id} />
      {id === '' ? (
        <p class="empty">Enter a correlation id, or follow a trace from a denial, a failure or a timeline.</p>
      ) : (
        <Shown of={trace}>
          {({ events }) => (
            <>
              {events.length > 0 && <Axis events={events} />}
              <Table
                caption="Events of this trace"
                columns={columnsOf(events)}
                rows={events}
                keyOf={({ kind, event_id, source }) => `${kind} ${event_id} ${source}`}
                empty="No event carries this correlation id. Ids of events older than their retention are gone."
              />
            </>
          )}
        </Shown>
      )}
    </>
  )
}

function columnsOf(events: readonly Event[]): Column<Event>[] {
  const began = Date.parse(events[0]?.time ?? '')
  return [
    { name: 'at', title: 'When', cell: ({ time }) => <Time at={time} precision="second" /> },
    {
      ...{ name: 'after', title: 'After', isNumber: true },
      cell: ({ time }) => durationText((Date.parse(time) - began) / 1_000),
    },
    { name: 'kind', title: 'Kind', cell: ({ kind, source }) => `${kind.replaceAll('_', ' ')} (${source})` },
    { name: 'what', title: 'What', cell: ({ what }) => what || '–' },
    {
      name: 'outcome',
      title: 'Outcome',
      cell: ({ outcome, error_type }) =>
        [outcome.replaceAll('_', ' '), error_type].filter((one) => one !== '').join(': '),
    },
    {
      ...{ name: 'took', title: 'Took', isNumber: true, isMinor: true },
      cell: ({ latency_ms }) => durationText(latency_ms === null ? null : latency_ms / 1_000),
    },
    { name: 'link', title: 'Link', isMinor: true, cell: (row) => <LinkName link={row} /> },
    { name: 'who', title: 'Principal', isMinor: true, cell: ({ principal }) => principal || '–' },
  ]
}
