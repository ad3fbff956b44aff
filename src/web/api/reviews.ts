/** GET /reviews/weekly and /reviews/monthly: links and permissions that somebody should look at. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { endpoint } from './endpoint.ts'
import { parametersOf, scope, scopeOf } from './parameters.ts'
import type { Scope } from './slo-standing.ts'

const moment = z.iso.datetime()
const text = z.string()
const texts = z.array(text)

const reviewedLink = {
  source_account: text,
  role: text,
  target_account: text,
  owner: text,
  team: text,
  state: text,
}

export const reasons = [
  ...['unused', 'unowned', 'overlapping', 'expiring', 'undeclared', 'without_consent', 'ended_in_use'],
] as const

const linkRow = z.object({
  ...reviewedLink,
  last_used: moment.nullable(),
  expires_at: moment.nullable(),
  risk_score: z.number(),
  reasons: z.array(z.enum(reasons)),
})

const permissionRow = z.object({
  ...reviewedLink,
  permissions_granted: texts,
  granted_unused: texts,
  used_not_granted: texts,
  risk_score: z.number(),
})

const computed_at = moment.nullable().describe('When the registry was written; null: nothing to review')

/** Ending within so many days is soon. */
const EXPIRING_DAYS = 30

export const weeklyReview = endpoint({
  name: 'weekly_review',
  path: '/reviews/weekly',
  summary:
    'Links to look at: unused, unowned, overlapping, expiring, undeclared, without consent, used after their end',
  parameters: parametersOf(scope),
  answer: z.object({
    computed_at,
    expiring_days: z.number(),
    counts: z.record(z.enum(reasons), z.number()),
    links: z.array(linkRow).describe('The riskiest first, 5,000 at most'),
  }),
  csv: ({ links }) => links.map(({ reasons, ...link }) => ({ ...link, reasons: reasons.join(' ') })),
  fresh_ms: 30_000,
  read: async ({ parameters }, { store }) => readWeeklyReview(store, scopeOf(parameters)),
})

export const monthlyReview = endpoint({
  name: 'monthly_review',
  path: '/reviews/monthly',
  summary: 'Permissions to look at: granted and not used, used and not granted',
  parameters: parametersOf(scope),
  answer: z.object({ computed_at, links: z.array(permissionRow).describe('5,000 at most') }),
  csv: ({ links }) =>
    links.map(({ permissions_granted, granted_unused, used_not_granted, ...link }) => ({
      ...link,
      permissions_granted: permissions_granted.join(' '),
      granted_unused: granted_unused.join(' '),
      used_not_granted: used_not_granted.join(' '),
    })),
  fresh_ms: 30_000,
  read: async ({ parameters }, { store }) => readMonthlyReview(store, scopeOf(parameters)),
})

type Computed<Row> = Row & { readonly computed_at: string }

/** @throws StoreFailure */
export async function readWeeklyReview(store: Store, scope: Scope) {
  const rows = await store.rows<Computed<z.output<typeof linkRow>>>(readSql('queries/api/link-review'), {
    ...{ ...scope, expiring_days: EXPIRING_DAYS },
  })
  const count = (reason: (typeof reasons)[number]) =>
    rows.filter((row) => row.reasons.includes(reason)).length
  return {
    ...{ computed_at: rows[0]?.computed_at ?? null, expiring_days: EXPIRING_DAYS },
    counts: {
      unused: count('unused'),
      unowned: count('unowned'),
      overlapping: count('overlapping'),
      expiring: count('expiring'),
      undeclared: count('undeclared'),
      without_consent: count('without_consent'),
      ended_in_use: count('ended_in_use'),
    },
    links: rows.map(({ computed_at: _, ...row }) => row),
  }
}

/** @throws StoreFailure */
export async function readMonthlyReview(store: Store, scope: Scope) {
  const rows = await store.rows<Computed<z.output<typeof permissionRow>>>(
    readSql('queries/api/permission-review'),
    { ...scope },
  )
  return {
    computed_at: rows[0]?.computed_at ?? null,
    links: rows.map(({ computed_at: _, ...row }) => row),
  }
}
