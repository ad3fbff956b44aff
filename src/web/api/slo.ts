/** GET /slos/{name}: everything there is to know of one SLO. */
import { z } from 'zod'
import type { Store } from '../../clickhouse/store.ts'
import { LinkmeterError } from '../../errors.ts'
import type { SloDefinition } from '../../slo/definition.ts'
import { alertStates, latestAlerts } from './alert-rows.ts'
import { endpoint, type SloText } from './endpoint.ts'
import { incidentsSince, latestIncidents } from './incidents.ts'
import { at, momentOf, parametersOf, scope, scopeOf } from './parameters.ts'
import type { Readings } from './readings.ts'
import { alertHistories, alertHistoriesOf, alertHistory } from './slo-alert-history.ts'
import {
  burnDown,
  burnDownOf,
  exclusionsIn,
  hoursOf,
  latestExclusions,
  latestHours,
  rangeOf,
} from './slo-burn-down.ts'
import { definition, definitionOf } from './slo-definition.ts'
import { policies, policiesOf } from './slo-policies.ts'
import {
  isScoped,
  latestStandings,
  narrowedStandings,
  scopeStandings,
  standing,
  standingRows,
  standingsOf,
} from './slo-standing.ts'
import { latestWorstLinks, worstLink, worstLinksOf } from './slo-worst-links.ts'

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
  read: async ({ parameters }, { store, readings, slos, clock }) => {
    const { slo, sql } = found(slos, parameters.name)
    const at_ms = momentOf(parameters.at, clock)
    const asked = scopeOf(parameters)
    const [{ rows, ...known }, links, worst] = await Promise.all([
      parameters.at === undefined ? knownNow(readings) : knownThen(store, slo, at_ms),
      isScoped(asked) ? readings.get(scopeStandings(asked)) : null,
      isScoped(asked) ? worstLinksOf(store, [slo.name], asked) : readings.get(latestWorstLinks),
    ])
    const row = rows.get(slo.name) ?? null
    const [whole] = standingsOf([slo], rows, at_ms)
    if (whole === undefined) throw new Error('no standing was told of an SLO that exists')
    return {
      at: new Date(at_ms).toISOString(),
      standing: whole,
      scoped: links === null ? null : (narrowedStandings([slo], rows, links, at_ms)[0] ?? null),
      alerts: policiesOf(slo, row?.window_events ?? {}, known.alerts),
      burn_down: burnDownOf(slo, row, known),
      worst_links: worst
        .filter((one) => one.slo === slo.name)
        .map(({ slo: _, evaluated_at: __, ...one }) => one),
      alert_history: known.histories.get(slo.name) ?? [],
      definition: definitionOf(slo, sql),
    }
  },
})

/** What is told of all SLOs at once: another SLO costs its readers nothing more. */
async function knownNow(readings: Readings) {
  const [rows, alerts, hours, exclusions, incidents, histories] = await Promise.all([
    readings.get(latestStandings),
    readings.get(latestAlerts),
    readings.get(latestHours),
    readings.get(latestExclusions),
    readings.get(latestIncidents),
    readings.get(alertHistories),
  ])
  return { rows, alerts, hours, exclusions, incidents, histories }
}

async function knownThen(store: Store, slo: SloDefinition, at_ms: number) {
  const rows = await standingRows(store, [slo], at_ms)
  const row = rows.get(slo.name)
  const to = Math.ceil(at_ms / 1_000)
  const window = row === undefined ? { from: to, to } : rangeOf(row)
  const [alerts, hours, exclusions, incidents, histories] = await Promise.all([
    alertStates(store, [slo], at_ms),
    hoursOf(store, rows),
    exclusionsIn(store, window),
    incidentsSince(store, window.from),
    alertHistoriesOf(store, [slo], at_ms),
  ])
  return { rows, alerts, hours, exclusions, incidents, histories }
}

function found(slos: readonly SloText[], name: string): SloText {
  const one = slos.find(({ slo }) => slo.name === name)
  if (one !== undefined) return one
  throw new LinkmeterError('slo_unknown', { slo: name, known: slos.map(({ slo }) => slo.name).join(', ') })
}
