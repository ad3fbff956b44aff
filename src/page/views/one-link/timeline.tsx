/** What happened to and through a link, over all kinds, the latest first. */
import { useMemo } from 'preact/hooks'
import { useAddress } from '../../address.ts'
import type { Answer } from '../../api/client.ts'
import { LEISURELY_MS } from '../../api/pace.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Shown } from '../../components/loaded.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'

type Event = Answer<'link_timeline'>['events'][number]

const ranges = [
  ['1', 'day'],
  ['3', 'three days'],
  ['7', 'week'],
] as const
const kinds = ['link_lifecycle', 'policy_change', 'revocation', 'token_issuance', 'action', 'audit']
const DAY_MS = 86_400_000
const FEW = 50
const MOST = 1_000

export function Timeline({ id }: { id: string }) {
  const { text, change } = useAddress()
  const days = Number(text('days') || '1')
  const kind = text('kind')
  const limit = Number(text('events')) || FEW
  const range = useMemo(() => rangeOf(days), [days])
  const timeline = useAnswer(
    'link_timeline',
    { id, ...range, ...(kind === '' ? {} : { kinds: kind }), limit },
    { every_ms: LEISURELY_MS },
  )
  return (
    <>
      <div class="row-form">
        <label>
          The last{' '}
          <select
            value={String(days)}
            onChange={({ currentTarget }) => change({ days: currentTarget.value })}
          >
            {ranges.map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
        </label>
        <label>
          Kind{' '}
          <select value={kind} onChange={({ currentTarget }) => change({ kind: currentTarget.value })}>
            <option value="">any</option>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {one.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Shown of={timeline}>
        {({ events, next }) => (
          <>
            <Table
              caption="Timeline"
              columns={columns}
              rows={events}
              keyOf={({ kind, event_id, source }) => `${kind} ${event_id} ${source}`}
              empty="Nothing happened to or through this link in this time."
            />
            {next !== null && (
              <p class="row-form part">
                <span class="quiet small">The latest {events.length} events.</span>
                {limit < MOST && (
                  <button type="button" onClick={() => change({ events: String(Math.min(MOST, limit * 4)) })}>
                    Show more
                  </button>
                )}
              </p>
            )}
          </>
        )}
      </Shown>
    </>
  )
}

/** The last day is what is asked unless said, and moves on; a longer range stays as it was chosen. */
function rangeOf(days: number): { from?: string; to?: string } {
  if (days === 1) return {}
  const now = Date.now()
  return { from: new Date(now - days * DAY_MS).toISOString(), to: new Date(now).toISOString() }
}

const columns: Column<Event>[] = [
  { name: 'at', title: 'When', cell: ({ time }) => <Time at={time} precision="second" /> },
  { name: 'kind', title: 'Kind', cell: ({ kind }) => kind.replaceAll('_', ' ') },
  { name: 'what', title: 'What', cell: ({ what }) => what || '–' },
  { name: 'outcome', title: 'Outcome', cell: ({ outcome }) => outcome.replaceAll('_', ' ') || '–' },
  { name: 'who', title: 'Who', isMinor: true, cell: ({ principal }) => principal || '–' },
  {
    ...{ name: 'detail', title: 'Details', isMinor: true },
    cell: ({ detail }) => <Detail detail={detail} />,
  },
]

function Detail({ detail }: { detail: Event['detail'] }) {
  const { href } = useAddress()
  const { correlation_id = '', ...rest } = detail
  const told = Object.entries(rest).filter(([, value]) => value !== '')
  return (
    <span class="small clamped">
      {told.map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`).join(', ')}
      {correlation_id !== '' && (
        <>
          {told.length > 0 && ', '}
          <a href={href('/debug/trace', { id: correlation_id })}>trace</a>
        </>
      )}
    </span>
  )
}
