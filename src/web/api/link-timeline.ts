/** GET /links/{id}/timeline: what happened to and through a link, over all kinds, a page at a time. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { LinkmeterError } from '../../errors.ts'
import { endpoint } from './endpoint.ts'
import { linkNamed } from './link.ts'
import type { LinkName } from './link-id.ts'
import { moment as asked, momentOf, parametersOf } from './parameters.ts'

const text = z.string()
const moment = z.iso.datetime()
const kinds = ['token_issuance', 'action', 'audit', 'link_lifecycle', 'revocation', 'policy_change'] as const

const DAY_MS = 86_400_000
/** The events of a link lie among all others: a longer range would read them all. */
const LONGEST_DAYS = 7
const MORE = 4

export const linkTimeline = endpoint({
  name: 'link_timeline',
  path: '/links/:id/timeline',
  summary: 'What happened to and through a link, the latest first',
  parameters: parametersOf({
    id: text,
    from: asked
      .optional()
      .describe('The beginning; a day before the end, unless said, and seven days at most'),
    to: asked.optional().describe('The end, which is not part of it; now, unless said'),
    cursor: text
      .regex(/^\d+~.{1,256}$/, 'expected the `next` of the page before')
      .optional()
      .describe('For the next page: `next` of the one before, with the same range'),
    kinds: text
      .regex(/^\w+(,\w+)*$/, 'expected kinds, separated by commas')
      .optional()
      .describe(`Only these: ${kinds.join(', ')}`),
    limit: z.coerce.number().int().min(1).max(1_000).default(200),
  }),
  answer: z.object({
    from: moment,
    to: moment,
    events: z.array(
      z.object({
        time: moment,
        kind: z.enum(kinds),
        event_id: text,
        source: text.describe('Who told it: a thing told by two stands twice'),
        what: text,
        outcome: text,
        principal: text,
        detail: z.record(text, text),
      }),
    ),
    next: text.nullable().describe('The cursor of the next page; null: this range has no more'),
  }),
  read: async ({ parameters }, { store, clock }) => {
    const name = linkNamed(parameters.id)
    const to_ms = momentOf(parameters.to, clock)
    const from_ms = parameters.from === undefined ? to_ms - DAY_MS : Date.parse(parameters.from)
    if (to_ms - from_ms > LONGEST_DAYS * DAY_MS || from_ms >= to_ms) {
      throw new LinkmeterError('parameters_invalid', {
        problems: `from: expected up to ${LONGEST_DAYS} days before the end`,
      })
    }
    const asked = { ...name, to: to_ms, kinds: parameters.kinds?.split(',') ?? [] }
    const range = { from_ms, page: cursorOf(parameters.cursor, to_ms), count: parameters.limit }
    const events = await latestEvents(store, asked, range)
    const last = events.at(-1)
    return {
      from: new Date(from_ms).toISOString(),
      to: new Date(to_ms).toISOString(),
      events,
      next: events.length === parameters.limit && last !== undefined ? cursorAfter(last) : null,
    }
  },
})

/** What a minute holds, at most. */
interface Told {
  readonly minute: number
  readonly kinds: readonly (typeof kinds)[number][]
  readonly is_all: number
}

interface Asked extends LinkName {
  readonly to: number
  readonly kinds: readonly string[]
}

interface Range {
  readonly from_ms: number
  readonly page: { readonly before: number; readonly before_id: string }
  readonly count: number
}

/**
 * Fills a page from the latest minutes in which anything was told of the role. These may hold less of the link than they
 * seem to (others share the role, repeats count): then minutes before them are read, each time four times as many.
 */
async function latestEvents(store: Store, asked: Asked, range: Range): Promise<Event[]> {
  const events: Event[] = []
  let { page } = range
  for (let wanted = range.count; ; wanted *= MORE) {
    const at = { from: range.from_ms, ...page }
    const told = await store.rows<Told>(readSql('queries/api/link-minutes'), { ...asked, ...at, wanted })
    const oldest = told.at(-1)
    const from = oldest === undefined || oldest.is_all === 1 ? range.from_ms : oldest.minute * 1_000
    const count = range.count - events.length
    const rows = await Promise.all(
      kinds.map(async (kind) => {
        const minutes = told.filter((one) => one.kinds.includes(kind)).map(({ minute }) => minute)
        if (minutes.length === 0) return []
        const sql = readSql(`queries/api/link-timeline/${kind}`)
        return store.rows<Event>(sql, { ...asked, ...at, from, minutes, count })
      }),
    )
    events.push(...rows.flat().toSorted(latestFirst).slice(0, count))
    if (events.length === range.count || from <= range.from_ms) return events
    // An id sorts behind the empty one: what is of this very moment has been read.
    page = { before: from, before_id: '' }
  }
}

interface Event {
  readonly time: string
  readonly kind: (typeof kinds)[number]
  readonly event_id: string
  readonly source: string
  readonly what: string
  readonly outcome: string
  readonly principal: string
  readonly detail: Record<string, string>
}

/** As the database sorts: times have one form, ids go by their bytes. */
function latestFirst(one: Event, other: Event): number {
  if (one.time !== other.time) return one.time < other.time ? 1 : -1
  return Buffer.compare(Buffer.from(other.event_id), Buffer.from(one.event_id))
}

/** Events of one millisecond come in the order of their ids: a page may end between them. */
function cursorAfter({ time, event_id }: Event): string {
  return `${Date.parse(time)}~${event_id}`
}

function cursorOf(cursor: string | undefined, to_ms: number) {
  const [time, ...id] = cursor?.split('~') ?? []
  return { before: time === undefined ? to_ms : Number(time), before_id: id.join('~') }
}
