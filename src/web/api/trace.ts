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
  read: async ({ parameters: { correlation_id } }, { store }) => ({
    correlation_id,
    events: await store.rows<z.output<typeof event>>(readSql('queries/api/trace'), { correlation_id }),
  }),
})
