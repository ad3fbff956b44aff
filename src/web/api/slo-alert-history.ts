/** How the alerts of an SLO changed: what was known when each was decided, beside what is known of that moment now. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { alertsOf } from '../../slo/alerts.ts'
import { errorBudget } from '../../slo/budget.ts'
import type { SloDefinition } from '../../slo/definition.ts'
import { formatDuration } from '../../slo/duration.ts'
import { sloStatus } from '../../slo/status.ts'
import { type Evidence, weigh } from '../../slo/weigh.ts'
import { alertWindows, periodBounds } from '../../slo/windows.ts'
import { alertState } from './slo-policies.ts'

const moment = z.iso.datetime()

export const alertHistory = z
  .array(
    z.object({
      alert: z.string(),
      severity: z.string(),
      decided_at: moment,
      state: alertState,
      firing: z.boolean(),
      since: moment,
      reason: z.string().describe('What was known then'),
      now: z
        .object({ fires: z.boolean(), reason: z.string() })
        .nullable()
        .describe(
          'What is known of that moment now; null where it is not told again: of counts, levels and older changes',
        ),
    }),
  )
  .describe('The latest change first')

type Change = Omit<z.output<typeof alertHistory>[number], 'now'>

const MOST_CHANGES = 200
/** Each change told again reads the tiers over the windows before it. */
const MOST_TOLD_AGAIN = 20
const MINUTE_S = 60

/** In a range of Unix seconds. @throws StoreFailure */
export async function alertHistoryOf(
  store: Store,
  slo: SloDefinition,
  range: { readonly from: number; readonly to: number },
): Promise<z.output<typeof alertHistory>> {
  const changes = await store.rows<Change>(readSql('queries/api/alert-history'), {
    ...{ slo: slo.name, count: MOST_CHANGES },
    ...range,
  })
  const again = slo.kind === 'ratio' ? changes.slice(0, MOST_TOLD_AGAIN) : []
  const evidence = await evidenceAt(
    store,
    slo,
    // Alerts of one evaluation change at one moment, and its windows are to be counted once.
    [...new Set(again.map(({ decided_at }) => Date.parse(decided_at)))],
  )
  return changes.map((change) => ({ ...change, now: knownNow(slo, change, evidence) }))
}

function knownNow(slo: SloDefinition, change: Change, evidence: ReadonlyMap<number, Evidence>) {
  const alert = alertsOf(slo).find(({ name }) => name === change.alert)
  const known = evidence.get(Date.parse(change.decided_at))
  if (alert === undefined || known === undefined) return null
  const { verdict, reason } = weigh(alert, slo, known)
  return { fires: verdict === 'fires', reason: `${reason()}.` }
}

interface Counted {
  readonly window: string
  readonly good: number
  readonly total: number
  readonly excluded: number
}

/** What the tiers hold now of the windows that end at each moment. */
async function evidenceAt(
  store: Store,
  slo: SloDefinition,
  moments_ms: readonly number[],
): Promise<Map<number, Evidence>> {
  if (moments_ms.length === 0) return new Map()
  const asked = moments_ms.flatMap((at_ms) => windowsAt(slo, at_ms))
  const [rolled] = await store.rows<{ rolled_s: number }>(readSql('queries/rolled-to'), { slos: [slo.name] })
  const rows = await store.rows<Counted>(readSql('queries/window-totals'), {
    slos: [slo.name],
    rolled: [rolled?.rolled_s ?? 0],
    names: [asked.map(({ at_ms, name }) => `${at_ms} ${name}`)],
    starts: [asked.map(({ from_s }) => from_s)],
    ends: [asked.map(({ to_s }) => to_s)],
    detailed: '',
  })
  const counted = new Map(rows.map((row) => [row.window, row]))
  return new Map(
    moments_ms.map((at_ms) => {
      const of = (name: string) => counted.get(`${at_ms} ${name}`) ?? { good: 0, total: 0, excluded: 0 }
      return [at_ms, evidenceOf(slo, of)]
    }),
  )
}

const PERIOD = 'period'

/** As an evaluation at that moment has them, with every input up to date. */
function windowsAt(slo: SloDefinition, at_ms: number) {
  const grain_s = Math.max(MINUTE_S, slo.grain_s)
  const to_s = Math.floor((at_ms / 1_000 - slo.maturity_s) / grain_s) * grain_s
  const period_s = Math.floor(periodBounds(slo.window, to_s * 1_000).from_ms / 1_000)
  return [
    { at_ms, name: PERIOD, from_s: period_s, to_s },
    ...alertWindows(slo).map(({ name, seconds }) => ({ at_ms, name, from_s: to_s - seconds, to_s })),
  ]
}

function evidenceOf(slo: SloDefinition, of: (name: string) => Omit<Counted, 'window'>): Evidence {
  const { good, total } = of(PERIOD)
  const ratio = total === 0 ? null : good / total
  const { objective } = slo
  const windows = alertWindows(slo).map(({ seconds }) => {
    const name = formatDuration(seconds)
    const { good, total, excluded } = of(name)
    return [name, excluded > 0 ? { good, total, excluded } : { good, total }] as const
  })
  return {
    status: sloStatus({ total, ratio, objective, input_complete: true }),
    ...{ good, total, ratio },
    windows: Object.fromEntries(windows),
    budget: errorBudget({ objective, good, total }),
    input: { complete: true, waiting: [] },
  }
}
