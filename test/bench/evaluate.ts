/**
 * How long evaluations take over a month of 20 million actions on 2,000 links, from the tiers, uncached, of one SLO
 * and of all, whether they count what a brute-force query over the raw events counts, and how long a new minute of
 * events takes to reach the status.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { migrate } from '../../src/clickhouse/migrations.ts'
import type { Store } from '../../src/clickhouse/store.ts'
import { allViews } from '../../src/clickhouse/views.ts'
import { readSloFiles } from '../../src/commands/slo-files.ts'
import { sources } from '../../src/events/sources.ts'
import { evaluateAndKeep, evaluateLinks } from '../../src/jobs/evaluate.ts'
import { measure } from '../../src/jobs/measure.ts'
import { checkSlis, type Sli } from '../../src/jobs/sli.ts'
import { updateTiers } from '../../src/jobs/tiers.ts'
import { evaluateOne, linkOf, updateOne } from '../support/measuring.ts'
import { type BruteForce, countByBruteForce } from './evaluate/brute-force.ts'
import { simulated } from './evaluate/simulated.ts'
import { costOf, median, timeOnce, timeUncached } from './evaluate/stopwatch.ts'
import { LINKS, layDownAudits, layDownMinute, layDownMonth, MONTH_S } from './evaluate/traffic.ts'

/** @throws when an evaluation counts otherwise than brute force */
export async function run(say: (text: string) => void): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), 'linkmeter-bench-'))
  const store = await openEmbedded(folder, 'linkmeter')
  try {
    await migrate(store, { cluster: null, views: allViews(Object.values(sources)) })
    return await bench(store, say)
  } finally {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function bench(store: Store, say: (text: string) => void): Promise<object> {
  // 1. A month of events that ends with the last full minute.
  const end_s = Math.floor(Date.now() / 60_000) * 60
  await layDownMonth(store, end_s, say)
  // 2. Tiers for an SLO with a sketch and for M3.
  const latency = await sliOf(store, 'm07-cross-account-latency')
  const success = await sliOf(store, 'm03-action-success')
  const latency_tiers_ms = await timeOnce(() => updateOne(store, latency, saying(say)))
  const success_tiers_ms = await timeOnce(() => updateOne(store, success, saying(say)))
  await untilMerged(store)
  // 3. Evaluations of both.
  const totals = await timeUncached(store, () => evaluateOne(store, latency, end_s))
  say(`one SLO with a sketch, all windows: ${JSON.stringify(totals)}`)
  const asked = await evaluateOne(store, success, end_s)
  const links = await timeUncached(store, () => evaluateLinks(store, asked))
  say(`30-day budgets of ${LINKS} links: ${JSON.stringify(links)}`)
  // 4. The same by brute force.
  const bruteForce = await countByBruteForce(store, end_s, say)
  await compareTotals(store, latency, bruteForce, end_s)
  await compareLinks(store, success, bruteForce, end_s)
  say('evaluations and brute force agree')
  // 5. All SLOs, each with something to tell.
  await layDownAudits(store, end_s - MONTH_S, end_s)
  const estate = simulated(store, end_s)
  say(`${await estate.tellMonth()} simulated messages of every kind stored`)
  const slis = await allSlis(store)
  const all_tiers_ms = await timeOnce(() => updateTiers(store, slis, saying(say)))
  await untilMerged(store)
  const all = await timeUncached(store, () => evaluateAndKeep(store, slis, end_s))
  say(`all ${slis.length} SLOs and their links, kept: ${JSON.stringify(all)}`)
  // 6. The minutes that went by meanwhile. Then minutes as they pass, at the month's rate, the first with what the estate
  //    sends in it: from the events to the status. Then minutes that hold every kind, so that every indicator has
  //    something to compute.
  const live_s = Math.floor(Date.now() / 60_000) * 60
  for (let minute_s = end_s; minute_s < live_s; minute_s += 60) await tellTraffic(minute_s)
  await measure({ store, slis, at_s: live_s })
  await settle()
  await untilMerged(store)
  await measure({ store, slis, at_s: live_s })
  await settle()
  async function tellTraffic(minute_s: number): Promise<void> {
    await layDownMinute(store, minute_s)
    await layDownAudits(store, minute_s, minute_s + 60)
  }
  async function minutesFrom(
    first_s: number,
    { minutes, tellMore }: { minutes: number; tellMore: (minute_s: number) => Promise<unknown> },
  ) {
    const costs: { readonly wall_ms: number; readonly cpu_ms: number }[] = []
    for (let minute_s = first_s; minute_s < first_s + minutes * 60; minute_s += 60) {
      await untilOver(minute_s)
      await tellTraffic(minute_s)
      await tellMore(minute_s)
      costs.push(await costOf(() => measure({ store, slis, at_s: minute_s + 60 })))
      await settle()
    }
    const walls_ms = costs.map(({ wall_ms }) => wall_ms)
    say(`new minutes reached the status in ${walls_ms.join(', ')} ms`)
    return { wall_ms: median(walls_ms), cpu_ms: median(costs.map(({ cpu_ms }) => cpu_ms)) }
  }
  const minutes = await minutesFrom(live_s, {
    minutes: MINUTES,
    tellMore: async (minute_s) => {
      if (minute_s === live_s) await estate.tellMinute(minute_s)
    },
  })
  const full = await minutesFrom(live_s + MINUTES * 60, {
    minutes: FULL_MINUTES,
    tellMore: (minute_s) => estate.tellEveryKind(minute_s),
  })
  return {
    totals_ms: totals.median_ms,
    links_2000_ms: links.median_ms,
    totals_least_ms: totals.least_ms,
    links_2000_least_ms: links.least_ms,
    totals_cpu_ms: totals.cpu_ms,
    links_2000_cpu_ms: links.cpu_ms,
    tiers_with_sketch_from_scratch_s: latency_tiers_ms / 1000,
    tiers_from_scratch_s: success_tiers_ms / 1000,
    all_tiers_from_scratch_s: all_tiers_ms / 1000,
    all_slos_ms: all.median_ms,
    all_slos_least_ms: all.least_ms,
    all_slos_cpu_ms: all.cpu_ms,
    new_minute_ms: minutes.wall_ms,
    new_minute_cpu_ms: minutes.cpu_ms,
    new_minute_of_every_kind_ms: full.wall_ms,
    new_minute_of_every_kind_cpu_ms: full.cpu_ms,
  }
}

const MINUTES = 5
const FULL_MINUTES = 3

async function untilOver(minute_s: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, (minute_s + 60) * 1000 - Date.now())))
}

/** Marks of the last second are looked at again: only then is nothing left to do of what was told before. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_100))
}

async function allSlis(store: Store): Promise<Sli[]> {
  const { slis, problems } = await checkSlis(store, readSloFiles([]).slos)
  if (problems.length > 0) throw new Error(problems.join(', '))
  return slis
}

async function sliOf(store: Store, name: string): Promise<Sli> {
  const { slos } = readSloFiles([])
  const { slis, problems } = await checkSlis(
    store,
    slos.filter(({ slo }) => slo.name === name),
  )
  const [sli] = slis
  if (sli === undefined) throw new Error(`no SLO ${name}: ${problems.join(', ')}`)
  return sli
}

function saying(say: (text: string) => void) {
  return ({ slo, done, all }: { slo: string; done: number; all: number }) =>
    say(`${slo}: tiers ${done} of ${all}`)
}

/** What laying everything down at once left to merge would be long done in a service. */
async function untilMerged(store: Store): Promise<void> {
  for (let waits = 0; waits < 120; waits += 1) {
    const [merging] = await store.rows<{ merges: number }>('SELECT count() AS merges FROM system.merges')
    if (merging?.merges === 0) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function compareTotals(store: Store, sli: Sli, bruteForce: BruteForce, end_s: number): Promise<void> {
  const {
    evaluation: { good, total, windows, values },
  } = await evaluateOne(store, sli, end_s)
  mustEqual('30d', { good, total }, await bruteForce.latencies(end_s - MONTH_S, end_s))
  const lengths = {
    '5m': 300,
    '30m': 1800,
    '1h': 3600,
    '2h': 7200,
    '6h': 21_600,
    '1d': 86_400,
    '3d': 259_200,
  }
  mustEqual('the windows', Object.keys(windows), Object.keys(lengths))
  for (const [name, length_s] of Object.entries(lengths)) {
    mustEqual(name, windows[name], await bruteForce.latencies(end_s - length_s, end_s))
  }
  const exact = await bruteForce.quantiles_ms(end_s - MONTH_S, end_s)
  for (const [index, name] of ['p50_seconds', 'p95_seconds', 'p99_seconds'].entries()) {
    const ratio = ((values[name] ?? Number.NaN) * 1000) / (exact[index] ?? Number.NaN)
    if (!(Math.abs(ratio - 1) <= 0.01)) throw new Error(`${name} is ${ratio} times what it should be`)
  }
}

/** Windows of links begin with the full hour when they begin long ago. */
async function compareLinks(store: Store, sli: Sli, bruteForce: BruteForce, end_s: number): Promise<void> {
  const from_s = Math.floor((end_s - MONTH_S) / 3600) * 3600
  const expected = await bruteForce.links(from_s, end_s)
  const links = await evaluateLinks(store, await evaluateOne(store, sli, end_s))
  mustEqual('the number of links', links.length, LINKS)
  mustEqual('the number of links', links.length, expected.size)
  for (const link of links) {
    mustEqual(linkOf(link), { good: link.good, total: link.total }, expected.get(linkOf(link)))
  }
}

function mustEqual(what: string, found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new Error(`${what}: found ${JSON.stringify(found)}, brute force gives ${JSON.stringify(expected)}`)
  }
}
