/** GET /traces/{correlation_id}: what happened under one correlation id, from exchange to audit and revocation. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import { endpoint } from './endpoint.ts'
import { parametersOf } from './parameters.ts'

const text = z.string()

const event = z.object({
  time: z.iso.datetime(),
  kind: z.enum(['token_issuance', 'action', 'audit', 'revocation']),
  event_id: text,
  source: text.describe('Who told it: a thing told by two stands twice'),
  source_account: text,
  role: text,
  target_account: text,
  principal: text,
  what: text,
  outcome: text,
  error_type: text,
  request_id: text,
  token_id: text,
  latency_ms: z.number().nullable(),
})

export const trace = endpoint({
  name: 'trace',
  path: '/traces/:correlation_id',
  summary: 'Exchange attempts, actions, audit records and revocations of one correlation id, in order',
  parameters: parametersOf({ correlation_id: text.min(1).max(256) }),
  answer: z.object({
    correlation_id: text,
    events: z.array(event).describe('1,000 at most; none: unknown id'),
  }),
  read: async ({ parameters: { correlation_id } }, { store }) => {
    const attempts = await store.rows<Event>(readSql('queries/api/trace-attempts'), { correlation_id })
    const actions = attempts.filter(({ kind }) => kind === 'action')
    const records = await store.rows<Event>(readSql('queries/api/trace-records'), {
      correlation_id,
      request_ids: distinct(actions.map(({ request_id }) => request_id)),
      token_ids: distinct(attempts.map(({ token_id }) => token_id)),
      first: Date.parse(actions[0]?.time ?? NEVER),
      last: Date.parse(actions.at(-1)?.time ?? NEVER),
    })
    return { correlation_id, events: [...attempts, ...records].toSorted(inOrder).slice(0, MOST) }
  },
})

type Event = z.output<typeof event>

const MOST = 1_000
/** Without actions no request is asked for, and the time does not matter. */
const NEVER = '1970-01-01T00:00:00Z'

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id) => id !== ''))]
}

/** Of one moment: by kind, then in the order in which the database gave them. Times have one form. */
function inOrder(one: Event, other: Event): number {
  if (one.time !== other.time) return one.time < other.time ? -1 : 1
  if (one.kind !== other.kind) return one.kind < other.kind ? -1 : 1
  return 0
}
