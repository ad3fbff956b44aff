/** GET /overview: what executives ask: objectives, risk, incidents, cost, audit, findings, compliance. */
import { z } from 'zod'
import {
  compliancePosture,
  countedDays,
  findingCounts,
  incidentCounts,
  type LinkCounts,
  linkCounts,
  type SpendRow,
  spendByAccount,
} from './account-figures.ts'
import type { Cells } from './endpoint.ts'
import { endpoint } from './endpoint.ts'
import { parametersOf, scope, scopeOf } from './parameters.ts'
import {
  isScoped,
  latestStandings,
  narrowedStandings,
  type SloStanding,
  scopeStandings,
  standing,
  standingsOf,
  states,
} from './slo-standing.ts'
import { latestTrends, trend } from './slo-trend.ts'

const count = z.number()
const amount = z.string().describe('A decimal, as text')

const indicator = standing
  .pick({
    slo: true,
    title: true,
    objective: true,
    ratio: true,
    good: true,
    total: true,
    shown_as: true,
    is_stale: true,
  })
  .extend({ remaining_ratio: z.number().nullable(), trend })
  .nullable()
  .describe('Null: no such SLO is in use')

const answer = z.object({
  at: z.iso.datetime(),
  from: z.iso.datetime().describe('Since when incidents and costs are counted'),
  objectives: z.object({ all: count, by_state: z.record(z.enum(states), count) }),
  action_success: indicator,
  audit_delivery: indicator,
  trail_completeness: indicator,
  links: z.object({
    links: count,
    active: count,
    used_30d: count,
    undeclared: count,
    risky: count.describe('With a risk score of 30 or more'),
    mean_risk_score: z.number().nullable().describe('Of those that grant something or are used'),
    highest_risk_score: z.number(),
  }),
  incidents: z
    .object({ opened: count, critical: count, cross_account: count, open: count })
    .nullable()
    .describe('Null: nothing was ever told of incidents'),
  spend: z.object({
    total: z.array(z.object({ currency: z.string(), amount, linked_amount: amount })),
    by_account: z.array(
      z.object({ account: z.string(), currency: z.string(), amount, linked_amount: amount }),
    ),
    newest_day: z.iso.date().nullable(),
  }),
  findings: z.object({ critical: count, high: count }).nullable().describe('Null: no finding was ever told'),
  compliance: z.object({ compliant: count, checked: count, score: z.number().nullable() }),
})

export const overview = endpoint({
  name: 'overview',
  path: '/overview',
  summary:
    'Objectives by state, action success, links and risk, incidents, cost, audit, findings, compliance',
  parameters: parametersOf(scope),
  answer,
  csv: cellsOf,
  read: async ({ parameters }, { readings, slos, clock }) => {
    const now_ms = clock.now()
    const asked = scopeOf(parameters)
    const { account } = asked
    const definitions = slos.map(({ slo }) => slo)
    const [rows, trends, scoped, links, incidents, bills, findings, postures] = await Promise.all([
      readings.get(latestStandings),
      readings.get(latestTrends(asked)),
      isScoped(asked) ? readings.get(scopeStandings(asked)) : null,
      readings.get(linkCounts(asked)),
      readings.get(incidentCounts),
      readings.get(spendByAccount),
      readings.get(findingCounts),
      readings.get(compliancePosture),
    ])
    const standings =
      scoped === null
        ? standingsOf(definitions, rows, now_ms)
        : narrowedStandings(definitions, rows, scoped, now_ms)
    const indicatorOf = (name: string) => {
      const found = standings.find(({ slo }) => slo === name)
      if (found === undefined) return null
      const { slo, title, objective, ratio, good, total, shown_as, is_stale, budget } = found
      return {
        ...{ slo, title, objective, ratio, good, total, shown_as, is_stale },
        remaining_ratio: budget.remaining_ratio,
        trend: trends.get(name) ?? [],
      }
    }
    const spend = bills.filter((row) => account === '' || row.account === account)
    const { compliant, checked } = postures
      .filter((row) => account === '' || row.account === account)
      .reduce(
        (sum, row) => ({ compliant: sum.compliant + row.compliant, checked: sum.checked + row.checked }),
        { compliant: 0, checked: 0 },
      )
    return {
      at: new Date(now_ms).toISOString(),
      from: new Date(countedDays(now_ms).from * 1_000).toISOString(),
      objectives: { all: standings.length, by_state: byState(standings) },
      action_success: indicatorOf(shownIndicators.action_success),
      audit_delivery: indicatorOf(shownIndicators.audit_delivery),
      trail_completeness: indicatorOf(shownIndicators.trail_completeness),
      links: links ?? NO_LINKS,
      incidents: incidents.get(account) ?? null,
      spend: {
        total: totalsOf(spend),
        by_account: spend.slice(0, MOST_ACCOUNTS).map(({ newest_day: _, ...row }) => row),
        newest_day:
          spend
            .map(({ newest_day }) => newest_day)
            .toSorted()
            .at(-1) ?? null,
      },
      findings: findings.get(account) ?? null,
      compliance: { compliant, checked, score: checked === 0 ? null : compliant / checked },
    }
  },
})

const MOST_ACCOUNTS = 1_000

const shownIndicators = {
  action_success: 'm03-action-success',
  audit_delivery: 'm05-audit-delivery',
  trail_completeness: 'a01-cloudtrail-completeness',
}

const NO_LINKS: LinkCounts = {
  ...{ links: 0, active: 0, used_30d: 0, undeclared: 0, risky: 0 },
  mean_risk_score: null,
  highest_risk_score: 0,
}

function byState(standings: readonly SloStanding[]): Record<SloStanding['shown_as'], number> {
  const counts = { met: 0, at_risk: 0, breached: 0, incomplete: 0, no_data: 0 }
  for (const { shown_as } of standings) counts[shown_as] += 1
  return counts
}

/** Added as they are written: a sum of money is no float. */
function totalsOf(spend: readonly SpendRow[]) {
  const currencies = [...new Set(spend.map(({ currency }) => currency))]
  return currencies.map((currency) => {
    const rows = spend.filter((row) => row.currency === currency)
    return {
      currency,
      amount: sumOf(rows.map((row) => row.amount)),
      linked_amount: sumOf(rows.map((row) => row.linked_amount)),
    }
  })
}

/** Places after the point of the tables' decimals. */
const PLACES = 12

function sumOf(decimals: readonly string[]): string {
  const sum = decimals.reduce((total, text) => total + scaled(text), 0n)
  const digits = (sum < 0n ? -sum : sum).toString().padStart(PLACES + 1, '0')
  const fraction = digits.slice(-PLACES).replace(/0+$/, '')
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -PLACES)}${fraction === '' ? '' : `.${fraction}`}`
}

function scaled(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  const digits = BigInt(`${whole.replace('-', '')}${fraction.padEnd(PLACES, '0')}`)
  return text.startsWith('-') ? -digits : digits
}

function cellsOf(given: z.output<typeof answer>): Cells[] {
  const { objectives, links, incidents, findings, compliance, spend } = given
  const row = (figure: string, value: string | number | null) => ({ figure, value })
  return [
    row('at', given.at),
    ...Object.entries(objectives.by_state).map(([state, value]) => row(`objectives ${state}`, value)),
    ...(['action_success', 'audit_delivery', 'trail_completeness'] as const).map((name) =>
      row(name, given[name]?.ratio ?? null),
    ),
    ...Object.entries(links).map(([name, value]) => row(`links ${name}`, value)),
    ...Object.entries(incidents ?? {}).map(([name, value]) => row(`incidents ${name}`, value)),
    ...Object.entries(findings ?? {}).map(([name, value]) => row(`open findings ${name}`, value)),
    row('compliance score', compliance.score),
    ...spend.by_account.flatMap(({ account, currency, amount, linked_amount }) => [
      row(`spend of ${account} in ${currency}`, amount),
      row(`spend of ${account} through links in ${currency}`, linked_amount),
    ]),
  ]
}
