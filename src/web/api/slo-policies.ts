/** The alerts of an SLO: each with its windows, the burn rates over them, and the state it is in. */
import { z } from 'zod'
import { type Alert, alertsOf } from '../../slo/alerts.ts'
import { burnRate } from '../../slo/budget.ts'
import type { SloDefinition } from '../../slo/definition.ts'
import { formatDuration } from '../../slo/duration.ts'
import type { AlertState } from './alert-rows.ts'

const moment = z.iso.datetime()
const side = z.object({
  window: z.string(),
  seconds: z.number(),
  good: z.number(),
  total: z.number(),
  burn_rate: z.number().nullable(),
})

export const alertState = z.enum(['firing', 'quiet', 'frozen', 'no_data'])

export const policies = z.array(
  z.object({
    alert: z.string(),
    severity: z.string(),
    cause: z.string().describe('burn, limit, first_bad, budget, level, allowance_used, allowance_exceeded'),
    factor: z
      .number()
      .nullable()
      .describe('The burn rate above which it fires; null where it is no burn rate'),
    minimum_bad: z.number().nullable(),
    long: side.nullable(),
    short: side.nullable(),
    state: alertState.nullable().describe('Null: never decided'),
    firing: z.boolean(),
    since: moment.nullable(),
    reason: z.string(),
  }),
)

type Windows = Readonly<Record<string, { readonly good: number; readonly total: number }>>

export function policiesOf(
  slo: SloDefinition,
  windows: Windows,
  alerts: readonly AlertState[],
): z.output<typeof policies> {
  const states = new Map(alerts.filter((one) => one.slo === slo.name).map((state) => [state.alert, state]))
  return alertsOf(slo).map((alert) => {
    const decided = states.get(alert.name) ?? null
    const policy = 'policy' in alert ? alert.policy : null
    const sideOf = (seconds: number) => ({ seconds, ...countsOf(windows, seconds, slo) })
    return {
      alert: alert.name,
      severity: alert.severity,
      cause: alert.cause,
      factor: alert.cause === 'burn' ? alert.policy.factor : null,
      minimum_bad: minimumOf(alert),
      long: policy === null ? null : sideOf(policy.long_s),
      short: policy === null ? null : sideOf(policy.short_s),
      state: decided?.state ?? null,
      firing: decided?.firing ?? false,
      since: decided?.since ?? null,
      reason: decided?.reason ?? '',
    }
  })
}

function countsOf(windows: Windows, seconds: number, { objective }: SloDefinition) {
  const window = formatDuration(seconds)
  const { good, total } = windows[window] ?? { good: 0, total: 0 }
  return { window, good, total, burn_rate: burnRate({ objective, good, total }) }
}

function minimumOf(alert: Alert): number | null {
  if ('policy' in alert) return alert.policy.minimum_bad
  return 'minimum_bad' in alert ? alert.minimum_bad : null
}
