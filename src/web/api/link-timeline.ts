/** GET /links/{id}/timeline: what happened to and through a link, over all kinds, a page at a time. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { LinkmeterError } from '../../errors.ts'
import { endpoint } from './endpoint.ts'
import { linkNamed } from './link.ts'
import { moment as asked, momentOf, parametersOf } from './parameters.ts'

const text = z.string()
const moment = z.iso.datetime()
const kinds = ['token_issuance', 'action', 'audit', 'link_lifecycle', 'revocation', 'policy_change'] as const

const DAY_MS = 86_400_000
/** The events of a link lie among all others: a longer range would read them all. */
const LONGEST_DAYS = 7
const LATEST_MS = 60_000
const MANY_ACTIONS = 1_000_000

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
    const page = cursorOf(parameters.cursor, to_ms)
    const since = (from: number) =>
      store.rows<Event>(readSql('queries/api/link-timeline'), {
        ...name,
        ...{ from, to: to_ms, count: parameters.limit },
        ...page,
        kinds: parameters.kinds?.split(',') ?? [],
      })
    // Where much happens, the latest minute may fill the page: the whole range is then not read.
    const latest_ms = Math.max(from_ms, page.before - LATEST_MS)
    const latest = (await isBusy(store, from_ms, to_ms)) ? await since(latest_ms) : []
    const events = latest.length === parameters.limit ? latest : await since(from_ms)
    const last = events.at(-1)
    return {
      from: new Date(from_ms).toISOString(),
      to: new Date(to_ms).toISOString(),
      events,
      next: events.length === parameters.limit && last !== undefined ? cursorAfter(last) : null,
    }
  },
})

/** Whether reading all actions of a range takes far longer than a question that is asked twice. */
async function isBusy(store: Store, from: number, to: number): Promise<boolean> {
  const [counted] = await store.rows<{ actions: number }>(readSql('queries/api/actions-in'), { from, to })
  return (counted?.actions ?? 0) > MANY_ACTIONS
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

/** Events of one millisecond come in the order of their ids: a page may end between them. */
function cursorAfter({ time, event_id }: Event): string {
  return `${Date.parse(time)}~${event_id}`
}

function cursorOf(cursor: string | undefined, to_ms: number) {
  const [time, ...id] = cursor?.split('~') ?? []
  return { before: time === undefined ? to_ms : Number(time), before_id: id.join('~') }
}
