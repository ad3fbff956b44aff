/** GET /links: the registry of links, searched, filtered, sorted, a page at a time. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import { endpoint } from './endpoint.ts'
import { linkId } from './link-id.ts'
import { page, parametersOf, scope, scopeOf } from './parameters.ts'

const moment = z.iso.datetime()
const text = z.string()
const count = z.number()

const linkFlags = [
  ...['undeclared_in_use', 'expired_in_use', 'not_granted_in_use', 'unused_30d', 'unused_90d'],
  ...['unowned', 'without_consent', 'overlapping'],
] as const

const sorts = [
  ...['risk_score', 'last_used', 'expires_at', 'age_days', 'tokens_outstanding'],
  ...['source_account', 'role', 'target_account', 'owner', 'state'],
] as const

const listedLink = z.object({
  source_account: text,
  role: text,
  target_account: text,
  link_id: text.describe('As its life cycle names it; empty where nothing does'),
  owner: text,
  team: text,
  purpose: text,
  state: text,
  declared_at: moment.nullable(),
  expires_at: moment.nullable(),
  age_days: count.nullable(),
  first_seen: moment.nullable(),
  last_used: moment.nullable(),
  tokens_outstanding: count,
  permissions: count,
  operations: count,
  permissions_unused: count,
  operations_not_granted: count,
  overlapping_links: count,
  target_criticality: text,
  flags: z.array(text),
  risk_score: count,
})
type ListedLink = z.output<typeof listedLink>

export const links = endpoint({
  name: 'list_links',
  path: '/links',
  summary: 'The registry of links: search, filters, order, pages',
  parameters: parametersOf({
    ...scope,
    search: text.max(256).optional().describe('Part of an account, role, id, owner, team or purpose'),
    state: text.max(64).optional(),
    owner: text.max(256).optional().describe('An owner or a team'),
    flags: text
      .regex(/^\w+(,\w+)*$/, 'expected flags, separated by commas')
      .optional()
      .describe(`All of these must hold: ${linkFlags.join(', ')}`),
    expiring_days: z.coerce.number().int().min(0).max(3_650).default(0).describe('Ends within so many days'),
    sort: z.enum(sorts).default('risk_score'),
    order: z.enum(['ascending', 'descending']).default('descending'),
    ...page(1_000, 100),
  }),
  answer: z.object({
    computed_at: moment.nullable().describe('When the registry was written; null: no link matches'),
    matching: count,
    links: z.array(listedLink.extend({ id: text.describe('For /links/{id}') })),
  }),
  csv: ({ links }) => links.map(({ id: _, flags, ...link }) => ({ ...link, flags: flags.join(' ') })),
  read: async ({ parameters }, { store }) => {
    const { search, state, owner, flags, expiring_days, sort, order, limit, offset } = parameters
    const rows = await store.rows<ListedLink & { matching: number; computed_at: string }>(
      readSql('queries/api/links'),
      {
        ...scopeOf(parameters),
        ...{ search: search ?? '', state: state ?? '', owner: owner ?? '' },
        flags: flags === undefined ? [] : flags.split(','),
        ...{ expiring_days, sort, limit, offset },
        descending: order === 'descending',
      },
    )
    return {
      computed_at: rows[0]?.computed_at ?? null,
      matching: rows[0]?.matching ?? 0,
      links: rows.map(({ matching: _, computed_at: __, ...link }) => ({ ...link, id: linkId(link) })),
    }
  },
})
