/** GET /slos: every SLO's value, budget and burn, as `report --format json` tells them, with a trend and its alerts. */
import { z } from 'zod'
import { LinkmeterError } from '../../errors.ts'
import { alertStates, firingAmong, latestAlerts } from './alert-rows.ts'
import { endpoint } from './endpoint.ts'
import { at, momentOf, parametersOf, scope, scopeOf } from './parameters.ts'
import {
  isScoped,
  latestStandings,
  narrowedStandings,
  scopeStandings,
  standing,
  standingRows,
  standingsOf,
} from './slo-standing.ts'
import { latestTrends, trend, trendsOf } from './slo-trend.ts'

export const slos = endpoint({
  name: 'list_slos',
  path: '/slos',
  summary: 'Every SLO: value, objective, budget, burn, trend',
  parameters: parametersOf({ ...scope, ...at }),
  answer: z.object({
    at: z.iso.datetime(),
    slos: z.array(
      standing.extend({
        firing: z.array(z.object({ alert: z.string(), severity: z.string(), state: z.string() })),
        trend,
      }),
    ),
  }),
  csv: ({ slos }) =>
    slos.map(({ slo, title, shown_as, objective, ratio, good, total, excluded, budget }) => ({
      ...{ slo, title, state: shown_as, objective, ratio, good, total, excluded },
      budget_remaining_ratio: budget.remaining_ratio,
      budget_remaining_count: budget.remaining_count ?? null,
      exhausted_at: budget.exhausted_at,
      exhausts_at: budget.exhausts_at,
    })),
  read: async ({ parameters }, { store, readings, slos, clock }) => {
    const at_ms = momentOf(parameters.at, clock)
    const asked = scopeOf(parameters)
    if (isScoped(asked) && parameters.at !== undefined) {
      throw new LinkmeterError('parameters_invalid', {
        problems: 'at: cannot be combined with account or role, of which only the newest evaluation is kept',
      })
    }
    const definitions = slos.map(({ slo }) => slo)
    const [rows, trends, alerts, links] = await Promise.all(
      parameters.at === undefined
        ? [
            readings.get(latestStandings),
            readings.get(latestTrends(asked)),
            readings.get(latestAlerts),
            isScoped(asked) ? readings.get(scopeStandings(asked)) : null,
          ]
        : [
            standingRows(store, definitions, at_ms),
            trendsOf(store, definitions, { to_ms: at_ms, scope: asked }),
            alertStates(store, definitions, at_ms),
            null,
          ],
    )
    const standings =
      links === null
        ? standingsOf(definitions, rows, at_ms)
        : narrowedStandings(definitions, rows, links, at_ms)
    const firing = firingAmong(alerts)
    return {
      at: new Date(at_ms).toISOString(),
      slos: standings.map((one) => ({
        ...one,
        firing: firing
          .filter(({ slo }) => slo === one.slo)
          .map(({ alert, severity, state }) => ({ alert, severity, state })),
        trend: trends.get(one.slo) ?? [],
      })),
    }
  },
})
