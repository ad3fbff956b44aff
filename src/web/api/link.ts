/** GET /links/{id}: what is known of one link: owner, consent, permissions, tokens, how it stands. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import { LinkmeterError } from '../../errors.ts'
import { endpoint } from './endpoint.ts'
import { type LinkName, readLinkId } from './link-id.ts'
import { parametersOf } from './parameters.ts'

const moment = z.iso.datetime()
const text = z.string()
const texts = z.array(text)
const count = z.number()
const number = z.number().nullable()

const known = z.object({
  source_account: text,
  role: text,
  target_account: text,
  link_id: text,
  owner: text,
  team: text,
  purpose: text,
  consent_id: text,
  consented_by: text,
  state: text,
  declared_at: moment.nullable(),
  requested_at: moment.nullable(),
  granted_at: moment.nullable(),
  time_to_grant_s: number,
  expires_at: moment.nullable(),
  max_ttl_s: number,
  age_days: number,
  first_seen: moment.nullable(),
  last_used: moment.nullable(),
  permissions_granted: texts,
  operations_used: texts,
  granted_unused: texts,
  used_not_granted: texts,
  tokens_outstanding: count,
  chain_depth: count,
  overlapping_links: count,
  owners_of_pair: count,
  target_criticality: text,
  undeclared_in_use: z.boolean(),
  unused_30d: z.boolean(),
  unused_90d: z.boolean(),
  unowned: z.boolean(),
  without_consent: z.boolean(),
  expired_in_use: z.boolean(),
  not_granted_in_use: z.boolean(),
  overlapping: z.boolean(),
  risk_parts: z.record(text, count),
  risk_score: count,
  computed_at: moment,
})

const standing = z.object({
  slo: text,
  title: text,
  objective: count,
  evaluated_at: moment,
  good: count,
  total: count,
  excluded: count,
  ratio: number,
  remaining_ratio: number,
  burn_rate_1h: number,
})

const token = z.object({
  token_id: text,
  issued_at: moment,
  principal: text,
  broker: text,
  ttl_s: number,
  expires_at: moment.nullable(),
})

const TWELVE_HOURS_S = 43_200
const FRESH_STANDING_MS = 600_000

export const link = endpoint({
  name: 'link',
  path: '/links/:id',
  summary: 'One link: owner, consent, permissions, risk, tokens, how it stands in each SLO',
  parameters: parametersOf({ id: text }),
  answer: z.object({
    link: known,
    standings: z.array(standing).describe('Of its target account where an SLO judges accounts'),
    tokens: z.array(token).describe('Issued in the last twelve hours, the latest first'),
  }),
  read: async ({ parameters }, { store, slos, clock }) => {
    const name = linkNamed(parameters.id)
    const to = Math.ceil(clock.now() / 1_000)
    const [[found], standings, tokens] = await Promise.all([
      store.rows<z.output<typeof known>>(readSql('queries/api/link'), { ...name }),
      store.rows<Omit<z.output<typeof standing>, 'title' | 'objective'>>(
        readSql('queries/api/link-standings'),
        {
          ...name,
          slos: slos.map(({ slo }) => slo.name),
          since: clock.now() - FRESH_STANDING_MS,
        },
      ),
      store.rows<z.output<typeof token>>(readSql('queries/api/link-tokens'), {
        ...name,
        ...{ from: to - TWELVE_HOURS_S, to },
      }),
    ])
    if (found === undefined) throw new LinkmeterError('link_unknown')
    const facts = new Map(slos.map(({ slo }) => [slo.name, slo]))
    return {
      link: found,
      standings: standings.flatMap((row) => {
        const slo = facts.get(row.slo)
        return slo === undefined ? [] : [{ ...row, title: slo.title, objective: slo.objective }]
      }),
      tokens,
    }
  },
})

/** @throws LinkmeterError link_unknown */
export function linkNamed(id: string): LinkName {
  const name = readLinkId(id)
  if (name === null) throw new LinkmeterError('link_unknown')
  return name
}
