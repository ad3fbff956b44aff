/** GET /slos/{name}: everything there is to know of one SLO. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import { LinkmeterError } from '../../errors.ts'
import { endpoint, type SloText } from './endpoint.ts'
import { at, momentOf, parametersOf, scope, scopeOf } from './parameters.ts'
import { alertHistory, alertHistoryOf } from './slo-alert-history.ts'
import { burnDown, burnDownOf } from './slo-burn-down.ts'
import { definition, definitionOf } from './slo-definition.ts'
import { policies, policiesOf } from './slo-policies.ts'
import { scopedStandings, standing, standingRows, standingsAt } from './slo-standing.ts'

const number = z.number().nullable()
const DAY_S = 86_400
const DAYS = 30
const WORST_LINKS = 20

const worstLink = z.object({
  source_account: z.string(),
  role: z.string(),
  target_account: z.string(),
  good: z.number(),
  total: z.number(),
  excluded: z.number(),
  ratio: number,
  remaining_ratio: number,
  burn_rate_1h: number,
})

export const slo = endpoint({
  name: 'slo',
  path: '/slos/:name',
  summary: 'One SLO: value, alerts with their windows, burn-down, worst links, alert history, definition',
  parameters: parametersOf({ name: z.string(), ...scope, ...at }),
  answer: z.object({
    at: z.iso.datetime(),
    standing,
    scoped: standing.nullable().describe('The links of the account or role asked for; null where none is'),
    alerts: policies,
    burn_down: burnDown,
    worst_links: z.array(worstLink).describe('As of the newest evaluation'),
    alert_history: alertHistory,
    definition,
  }),
  read: async ({ parameters }, { store, slos, clock }) => {
    const { slo, sql } = found(slos, parameters.name)
    const at_ms = momentOf(parameters.at, clock)
    const asked = scopeOf(parameters)
    const isScoped = asked.account !== '' || asked.role !== ''
    const rows = await standingRows(store, [slo], at_ms)
    const row = rows.get(slo.name) ?? null
    const to = Math.ceil(at_ms / 1_000)
    const window =
      row === null ? { from: to, to } : { from: unixOf(row.window_from), to: unixOf(row.window_to) }
    const [standings, scoped, alerts, burned, worst, history] = await Promise.all([
      standingsAt(store, [slo], at_ms),
      isScoped ? scopedStandings(store, [slo], asked, at_ms) : [],
      policiesOf(store, slo, row?.window_events ?? {}, at_ms),
      burnDownOf(store, slo, window),
      store.rows<z.output<typeof worstLink>>(readSql('queries/api/slo-worst-links'), {
        ...{ slo: slo.name, count: WORST_LINKS },
        ...asked,
      }),
      alertHistoryOf(store, slo, { from: to - DAYS * DAY_S, to }),
    ])
    const [whole] = standings
    if (whole === undefined) throw new Error('no standing was told of an SLO that exists')
    return {
      at: new Date(at_ms).toISOString(),
      standing: whole,
      scoped: scoped[0] ?? null,
      alerts,
      burn_down: burned,
      worst_links: worst,
      alert_history: history,
      definition: definitionOf(slo, sql),
    }
  },
})

function found(slos: readonly SloText[], name: string): SloText {
  const one = slos.find(({ slo }) => slo.name === name)
  if (one !== undefined) return one
  throw new LinkmeterError('slo_unknown', { slo: name, known: slos.map(({ slo }) => slo.name).join(', ') })
}

function unixOf(time: string): number {
  return Math.floor(Date.parse(time) / 1_000)
}
