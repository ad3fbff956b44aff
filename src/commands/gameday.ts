/** `linkmeter gameday`: injects failures on links of its own and reports what was detected, when, by which signal. */
import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { Registry } from 'prom-client'
import type { Store } from '../clickhouse/store.ts'
import { LinkmeterError } from '../errors.ts'
import { sourcesOf } from '../events/sources.ts'
import { createExclusions } from '../exclusions/exclusions.ts'
import { ingestMetrics } from '../ingest/metrics.ts'
import { createPipeline } from '../ingest/pipeline.ts'
import { everySignal, type FailureName, nameOf, signalsOf } from '../jobs/gameday/signals.ts'
import { type Seen, watchSignals } from '../jobs/gameday/watch.ts'
import type { Sli } from '../jobs/sli.ts'
import { updateTiers } from '../jobs/tiers.ts'
import { accountsOf, type ExercisePlan, endOfExercise, exerciseRecords } from '../simulator/exercise.ts'
import { failures } from '../simulator/failures/catalogue.ts'
import { type Context, loadSlis, openMigratedStore, readContext, type Terminal } from './context.ts'
import { type Format, formatOption } from './format-option.ts'
import { loadCommand } from './gameday-load.ts'
import { gamedayTable } from './gameday-table.ts'
import { readSloFiles } from './slo-files.ts'

const HOUR_MS = 3_600_000

/** What can be asked for; `control` is a run in which nothing fails. */
const CONTROL = 'control'
const FAILURES = Object.keys(signalsOf).filter(isFailure)
const EVENTS_AN_HOUR = 600

export function gamedayCommand(terminal: Terminal): Command {
  return new Command('gameday')
    .summary('inject failures on links of their own and report what was detected')
    .description(
      'Lays down the history of a link of its own for each failure, with the failure in it, and reports which of the ' +
        'signals that must show it did, after how long. The links are excluded from all objectives and judged ' +
        'gross, by the decision function of all alerts. With control nothing fails, and nothing may be detected. ' +
        'Works beside a running service. Exit code 1 if a failure was not detected, or a control run showed one.',
    )
    .argument('[failures...]', `${FAILURES.join(', ')} or ${CONTROL} (default: all failures)`)
    .addOption(formatOption())
    .addCommand(loadCommand(terminal))
    .addHelpText(
      'after',
      `
Examples:
  linkmeter gameday
  linkmeter gameday F1 F5 --format json
  linkmeter gameday control
  linkmeter gameday load --rate 500 --seconds 30

docs/game-days.md says what is injected and what must show it.`,
    )
    .action(async (asked: string[], { format }: { format: Format }) => {
      const context = readContext(terminal)
      const wanted = whatToHold(asked)
      const store = await openMigratedStore(context.config, { owner: false })
      try {
        const results = await holdGameday(store, context, wanted)
        terminal.stdout.write(
          format === 'json' ? `${JSON.stringify(results, null, 2)}\n` : gamedayTable(results),
        )
        const failed = results.filter(({ passed }) => !passed)
        if (failed.length > 0) {
          const names = failed.map(({ exercise }) => exercise).join(', ')
          throw new LinkmeterError('gameday_failed', { names })
        }
      } finally {
        await store.close()
      }
    })
}

export interface GamedayResult {
  /** F1 to F7, or control. */
  readonly exercise: string
  readonly title: string
  readonly account: string
  readonly from: string
  readonly to: string
  readonly events: number
  /** All named signals; those that showed it with how long it took. */
  readonly signals: readonly Seen[]
  readonly detected_after_s: number | null
  /** A failure was detected; in a control run nothing was. */
  readonly passed: boolean
}

function isFailure(name: string): name is FailureName {
  return name in signalsOf
}

/** @throws LinkmeterError bad_usage */
function whatToHold(asked: readonly string[]): readonly (FailureName | typeof CONTROL)[] {
  const wanted = (asked.length === 0 ? FAILURES : [...new Set(asked)]).map((name) => {
    if (name === CONTROL || isFailure(name)) return name
    const problem = `There is no game day ${name}: choose of ${[...FAILURES, CONTROL, 'load'].join(', ')}`
    throw new LinkmeterError('bad_usage', { problem })
  })
  return wanted
}

async function holdGameday(
  store: Store,
  context: Context,
  wanted: readonly (FailureName | typeof CONTROL)[],
): Promise<GamedayResult[]> {
  const run = randomBytes(2).toString('hex')
  const now = Math.floor(Date.now() / 60_000) * 60_000
  const plans = wanted.map((name, index) => planOf(name, { now, run, seed: seedOf(run) + index }))
  // 1. Excluded before anything is told: no budget may ever see it.
  await excludeAll(store, context, plans)
  // 2. The history of each link, its failure, and its end, through the pipeline that everything takes.
  const told = await tell(store, context, plans)
  // 3. What is measured of it.
  const signals = wanted.map((name) => (name === CONTROL ? everySignal() : signalsOf[name]))
  const slis = await measured(store, context, new Set(signals.flat().map(nameOf)))
  // 4. What of it would have alerted.
  return Promise.all(
    plans.map(async (plan, index) => {
      const failure = wanted[index] ?? CONTROL
      const { source, target } = accountsOf(plan.name)
      const exercise = {
        ...{ account: target, source, broker: `gameday-${plan.name}-broker` },
        from_s: plan.from / 1000,
        since_s: plan.incident.from / 1000,
        to_s: plan.to / 1000,
      }
      const seen = await watchSignals(store, exercise, { signals: signals[index] ?? [], slis })
      return resultOf(failure, plan, { seen, events: told[index] ?? 0, account: target })
    }),
  )
}

interface Planned extends ExercisePlan {
  readonly incident: { readonly from: number; readonly to: number }
}

/**
 * Everything lies back far enough that what is judged late (an hour of log files: after two) has been judged:
 * six calm hours, the failure for eight, then calm until now.
 */
function planOf(
  name: FailureName | typeof CONTROL,
  { now, run, seed }: { now: number; run: string; seed: number },
): Planned {
  const begin = Math.floor(now / HOUR_MS) * HOUR_MS - 12 * HOUR_MS
  const incident = { from: begin, to: begin + 8 * HOUR_MS }
  return {
    name: `${name.toLowerCase()}-${run}`,
    seed,
    from: begin - 6 * HOUR_MS,
    to: now,
    events_an_hour: EVENTS_AN_HOUR,
    failure: name === CONTROL ? null : { failure: name, ...incident },
    incident,
  }
}

function seedOf(run: string): number {
  return Number.parseInt(run, 16) * 16
}

/** Known for weeks: what is unusual is held against them. */
const EARLIER_MS = 26 * 24 * HOUR_MS

function earlierOf(plan: ExercisePlan): ExercisePlan {
  const from = plan.from - EARLIER_MS
  return { ...plan, from, to: from + HOUR_MS / 2, events_an_hour: EVENTS_AN_HOUR / 3, failure: null }
}

/** Hours that are silent after it are expected for a day, so the exclusion outlasts it by that and some more. */
const OUTLASTS_MS = 50 * HOUR_MS

async function excludeAll(store: Store, { config }: Context, plans: readonly ExercisePlan[]): Promise<void> {
  const slos = readSloFiles(config.slo_folders).slos.map(({ slo }) => slo.name)
  const exclusions = createExclusions({ store, clock: Date, slos })
  for (const { name, from, to } of plans) {
    await exclusions.add({
      kind: 'maintenance',
      account: accountsOf(name).target,
      from: new Date(from - EARLIER_MS).toISOString(),
      to: new Date(to + OUTLASTS_MS).toISOString(),
      author: 'linkmeter gameday',
      reason: `game day ${name}`,
    })
  }
}

/** Told as files are: a game day is no input that could be missed afterwards. Gives how many events each has. */
async function tell(
  store: Store,
  { config, logger }: Context,
  plans: readonly ExercisePlan[],
): Promise<number[]> {
  const pipeline = createPipeline({ store, clock: Date, logger, metrics: ingestMetrics(new Registry()) })
  try {
    const counts: number[] = []
    for (const plan of plans) {
      const records = [...exerciseRecords(earlierOf(plan)), ...exerciseRecords(plan), ...endOfExercise(plan)]
      const messages = records.map((record, offset) => ({
        ...{ value: Buffer.from(JSON.stringify(record)), headers: {}, offset, delivered_at: null },
      }))
      const source = sourcesOf(config.sources).native
      const taken = pipeline.takeForReceipt({ source, topic: `gameday-${plan.name}`, partition: 0, messages })
      await taken.room
      const { stored } = await taken.stored
      counts.push(stored)
    }
    return counts
  } finally {
    await pipeline.stop()
  }
}

async function measured(store: Store, context: Context, names: ReadonlySet<string>): Promise<Sli[]> {
  const slis = (await loadSlis(store, context)).filter(({ slo }) => names.has(slo.name))
  const { failures } = await updateTiers(store, slis)
  for (const failure of failures.values()) throw failure
  return slis
}

function resultOf(
  name: FailureName | typeof CONTROL,
  plan: Planned,
  { seen, events, account }: { seen: readonly Seen[]; events: number; account: string },
): GamedayResult {
  const times = seen.flatMap(({ after_s }) => (after_s === null ? [] : [after_s]))
  const detected_after_s = times.length === 0 ? null : Math.min(...times)
  return {
    exercise: name,
    title: name === CONTROL ? 'nothing fails' : failures[name].title,
    account,
    from: new Date(plan.incident.from).toISOString(),
    to: new Date(plan.incident.to).toISOString(),
    events,
    signals: seen,
    detected_after_s,
    passed: (detected_after_s !== null) === (name !== CONTROL),
  }
}
