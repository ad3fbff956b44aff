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
import type { Reading } from './readings.ts'
import { alertState } from './slo-policies.ts'
import { rolledTo } from './slo-progress.ts'

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

type AlertHistory = z.output<typeof alertHistory>
type Change = Omit<AlertHistory[number], 'now'> & { readonly slo: string }

const MOST_CHANGES = 200
/** Each change told again reads the tiers over the windows before it. */
const MOST_TOLD_AGAIN = 20
const MINUTE_S = 60

const DAYS = 30
const DAY_S = 86_400

/** Of the last weeks, by SLO. Alerts change rarely, and what is known of a time that is over does, too. */
export const alertHistories: Reading<ReadonlyMap<string, AlertHistory>> = {
  name: 'alert histories',
  fresh_ms: 15_000,
  read: ({ store, slos, now_ms }) => alertHistoriesOf(store, slos, now_ms),
}

/** Of the weeks up to a moment, by SLO. @throws StoreFailure */
export async function alertHistoriesOf(
  store: Store,
  slos: readonly SloDefinition[],
  to_ms: number,
): Promise<ReadonlyMap<string, AlertHistory>> {
  const to = Math.ceil(to_ms / 1_000)
  const rows = await store.rows<Change>(readSql('queries/api/alert-history'), {
    ...{ slos: slos.map(({ name }) => name), count: MOST_CHANGES },
    ...{ from: to - DAYS * DAY_S, to },
  })
  const changed = slos.map((slo) => ({ slo, changes: rows.filter((row) => row.slo === slo.name) }))
  const evidence = await evidenceOf(
    store,
    changed.map(({ slo, changes }) => ({ slo, moments_ms: slo.kind === 'ratio' ? toldAgain(changes) : [] })),
  )
  return new Map(
    changed.map(({ slo, changes }) => [
      slo.name,
      changes.map(({ slo: _, ...change }) => ({
        ...change,
        now: knownNow(slo, change, evidence.get(keyOf(slo, Date.parse(change.decided_at)))),
      })),
    ]),
  )
}

/** Alerts of one evaluation change at one moment, and its windows are to be counted once. */
function toldAgain(changes: readonly Change[]): number[] {
  return [...new Set(changes.slice(0, MOST_TOLD_AGAIN).map(({ decided_at }) => Date.parse(decided_at)))]
}

function keyOf({ name }: Pick<SloDefinition, 'name'>, at_ms: number): string {
  return `${name} ${at_ms}`
}

function knownNow(slo: SloDefinition, change: Omit<Change, 'slo'>, known: Evidence | undefined) {
  const alert = alertsOf(slo).find(({ name }) => name === change.alert)
  if (alert === undefined || known === undefined) return null
  const { verdict, reason } = weigh(alert, slo, known)
  return { fires: verdict === 'fires', reason: `${reason()}.` }
}

interface Asked {
  readonly slo: SloDefinition
  readonly moments_ms: readonly number[]
}

interface Counted {
  readonly slo: string
  readonly window: string
  readonly good: number
  readonly total: number
  readonly excluded: number
}

/** What the tiers hold now of the windows that end at each moment. */
async function evidenceOf(store: Store, asked: readonly Asked[]): Promise<ReadonlyMap<string, Evidence>> {
  const some = asked.filter(({ moments_ms }) => moments_ms.length > 0)
  if (some.length === 0) return new Map()
  const names = some.map(({ slo }) => slo.name)
  const windows = some.map(({ slo, moments_ms }) => moments_ms.flatMap((at_ms) => windowsAt(slo, at_ms)))
  const rolled = await rolledTo(store, names)
  const rows = await store.rows<Counted>(readSql('queries/window-totals'), {
    slos: names,
    rolled: names.map((name) => rolled.get(name) ?? 0),
    names: windows.map((own) => own.map(({ name, at_ms }) => `${at_ms} ${name}`)),
    starts: windows.map((own) => own.map(({ from_s }) => from_s)),
    ends: windows.map((own) => own.map(({ to_s }) => to_s)),
    detailed: '',
  })
  const counted = new Map(rows.map((row) => [`${row.slo} ${row.window}`, row]))
  return new Map(
    some.flatMap(({ slo, moments_ms }) =>
      moments_ms.map((at_ms) => {
        const of = (window: string) => counted.get(`${keyOf(slo, at_ms)} ${window}`) ?? NOTHING
        return [keyOf(slo, at_ms), evidenceFrom(slo, of)] as const
      }),
    ),
  )
}

const NOTHING = { good: 0, total: 0, excluded: 0 }
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

function evidenceFrom(slo: SloDefinition, of: (window: string) => typeof NOTHING): Evidence {
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
