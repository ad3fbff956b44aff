/** GET /revocations: what became of the revocations of a day or so: effective, still allowed, pending. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { endpoint } from './endpoint.ts'
import { boundedRange, parametersOf, range, scope, scopeOf } from './parameters.ts'
import type { Reading } from './readings.ts'
import { isOfLink } from './scoped-rows.ts'
import { isScoped, type Scope } from './slo-standing.ts'

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
  read: async ({ parameters }, { store, readings, clock }) => {
    const { from_s, to_s } = boundedRange(parameters, clock, LONGEST_DAYS)
    const asked = scopeOf(parameters)
    const isLatest = parameters.from === undefined && parameters.to === undefined
    const all = isLatest ? await readings.get(latestRevocations) : null
    return {
      from: new Date(from_s * 1_000).toISOString(),
      to: new Date(to_s * 1_000).toISOString(),
      revocations:
        all !== null && (!isScoped(asked) || all.length < MOST)
          ? all.filter((row) => isOfLink(row, asked))
          : await revocationsIn(store, { from: from_s, to: to_s }, asked),
    }
  },
})

type Revocation = z.output<typeof revocation>

/** As the query has it. */
const MOST = 200

/** Of the last day, of all accounts: what became of them takes half a second where there are any. */
const latestRevocations: Reading<readonly Revocation[]> = {
  name: 'latest revocations',
  fresh_ms: 15_000,
  read: ({ store, now_ms }) => {
    const { from_s, to_s } = boundedRange({}, { now: () => now_ms }, LONGEST_DAYS)
    return revocationsIn(store, { from: from_s, to: to_s }, { account: '', role: '' })
  },
}

async function revocationsIn(
  store: Store,
  range: { readonly from: number; readonly to: number },
  scope: Scope,
): Promise<Revocation[]> {
  const any = await store.rows(readSql('queries/api/revocations-asked'), range)
  if (any.length === 0) return []
  return store.rows<Revocation>(readSql('queries/api/revocations'), { ...range, ...scope })
}
