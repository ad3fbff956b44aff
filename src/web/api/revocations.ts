/** GET /revocations: what became of the revocations of a day or so: effective, still allowed, pending. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import { endpoint } from './endpoint.ts'
import { boundedRange, parametersOf, range, scope, scopeOf } from './parameters.ts'

const moment = z.iso.datetime()
const text = z.string()
const number = z.number().nullable()

const revocation = z.object({
  time: moment,
  revocation_id: text,
  scope: text,
  severity: text,
  token_id: text,
  source_account: text,
  role: text,
  target_account: text,
  requested_by: text,
  reason: text,
  outcome: z.enum(['effective', 'expired', 'still_allowed', 'pending', 'unproven']),
  in_time: z.boolean().nullable().describe('Null: pending or unproven'),
  effective_after_s: number,
  last_success_after_s: number,
})

/** Each is held against the uses of its tokens. */
const LONGEST_DAYS = 7

export const revocations = endpoint({
  name: 'revocations',
  path: '/revocations',
  summary: 'Revocations and what became of each, the latest first',
  parameters: parametersOf({ ...scope, ...range }),
  answer: z.object({ from: moment, to: moment, revocations: z.array(revocation).describe('200 at most') }),
  fresh_ms: 15_000,
  read: async ({ parameters }, { store, clock }) => {
    const { from_s, to_s } = boundedRange(parameters, clock, LONGEST_DAYS)
    const asked = { from: from_s, to: to_s }
    const any = await store.rows(readSql('queries/api/revocations-asked'), asked)
    const sql = readSql('queries/api/revocations')
    return {
      from: new Date(from_s * 1_000).toISOString(),
      to: new Date(to_s * 1_000).toISOString(),
      revocations:
        any.length === 0
          ? []
          : await store.rows<z.output<typeof revocation>>(sql, { ...asked, ...scopeOf(parameters) }),
    }
  },
})
