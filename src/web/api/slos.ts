/** GET /slos: every SLO's value, budget and burn, as `report --format json` tells them, with a trend and its alerts. */
import { z } from 'zod'
import { LinkmeterError } from '../../errors.ts'
import { firingAlerts } from './alert-rows.ts'
import { endpoint } from './endpoint.ts'
import { at, momentOf, parametersOf, scope, scopeOf } from './parameters.ts'
import { scopedStandings, standing, standingsAt } from './slo-standing.ts'
import { trend, trendsOf } from './slo-trend.ts'

const TREND_DAYS = 30

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
  read: async ({ parameters }, { store, slos, clock }) => {
    const at_ms = momentOf(parameters.at, clock)
    const asked = scopeOf(parameters)
    const isScoped = asked.account !== '' || asked.role !== ''
    if (isScoped && parameters.at !== undefined) {
      throw new LinkmeterError('parameters_invalid', {
        problems: 'at: cannot be combined with account or role, of which only the newest evaluation is kept',
      })
    }
    const definitions = slos.map(({ slo }) => slo)
    const [standings, trends, firing] = await Promise.all([
      isScoped ? scopedStandings(store, definitions, asked, at_ms) : standingsAt(store, definitions, at_ms),
      trendsOf(store, definitions, { to_ms: at_ms, days: TREND_DAYS, scope: asked }),
      firingAlerts(store, definitions, at_ms),
    ])
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
