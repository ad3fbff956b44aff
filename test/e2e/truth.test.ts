/**
 * Thirty days of 500 links and their accounts, by the way users take: `import` in, `report` out.
 * All twenty SLOs say what the simulator knows to be true; and the same however disorderly the history arrives.
 * Five eighths of the events are told of accounts, and the whole takes some two minutes on a machine of two cores.
 */
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReportEntry } from '../../src/commands/report-table.ts'
import type { WindowTruth } from '../../src/simulator/ledger.ts'
import type { SimulatedMessage } from '../../src/simulator/outbox.ts'
import type { SimulationPlan } from '../../src/simulator/plan.ts'
import { roughRates } from '../../src/simulator/rates.ts'
import { simulate } from '../../src/simulator/simulate.ts'
import { type SimulatedSlo, simulatedSlos } from '../../src/simulator/truth.ts'
import { type Imported, openPublicPath, type PublicPath } from '../support/public-path.ts'
import { randomFrom } from '../support/traffic.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const recent = new Date(Date.now() - 3 * DAY_MS)
/** An hour before a month ends, so that what counts by calendar month has nearly a whole one. */
const END = Date.UTC(recent.getUTCFullYear(), recent.getUTCMonth()) - HOUR_MS
const ago = (days: number, hours: number) => ({
  from: END - days * DAY_MS,
  to: END - days * DAY_MS + hours * HOUR_MS,
})

const plan: SimulationPlan = {
  seed: 20,
  from: END - 30 * DAY_MS,
  to: END,
  links: 500,
  events_target: 400_000,
  rates: { ...roughRates, policy_changed: 0.1, policy_change_breaks: 0.8 },
  failures: [
    { failure: 'F1', ...ago(21, 6) },
    { failure: 'F2', ...ago(17, 6) },
    { failure: 'F3', ...ago(3, 24) },
    { failure: 'F4', ...ago(12, 12) },
    { failure: 'F5', ...ago(9, 6) },
    { failure: 'F6', ...ago(6, 24) },
    { failure: 'F7', ...ago(26, 48) },
  ],
}

const simulation = simulate(plan)
const messages = [...simulation.messages()]
const truth = simulation.truth()

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

let orderly: ReportEntry[]
/** Between two hours, nine days before the history ends. */
const EARLIER = END - 9 * DAY_MS - 20 * 60_000
let earlier: ReportEntry[]

describe('a history that arrives in order', () => {
  beforeAll(async () => {
    expect(await importLines(messages)).toEqual({
      read: messages.length,
      stored: truth.unique_events,
      duplicates: 0,
      rejected: 0,
    })
    orderly = await report(END)
    earlier = await report(EARLIER)
  }, 600_000)

  it('is reported by every SLO there is', () => {
    const names = orderly.map(({ slo }) => slo).filter((slo) => slo !== 'm05-audit-delivery-compliance')
    expect(names.sort()).toEqual([...simulatedSlos].sort())
  })

  it.each(simulatedSlos)('%s counts what is true, in all and in each group', (slo) => {
    for (const entry of entriesOf(slo)) expectTruth(entry)
  })

  it.each([
    ['m02-token-issuance-latency', ['p50', 'p95', 'p99']],
    ['m04-time-to-revoke', ['p50', 'p95', 'max']],
    ['m06-token-lifetime', ['p50', 'p95', 'max']],
    ['m07-cross-account-latency', ['p50', 'p95', 'p99']],
    ['a08-time-to-assume-role', ['p50', 'p95']],
  ] as const)('%s measures within 1 %%', (slo, levels) => {
    for (const entry of entriesOf(slo)) {
      const exact = truthOf(entry).quantiles_ms
      for (const level of levels) {
        const exact_s = (exact?.[level] ?? Number.NaN) / 1_000
        expect(Math.abs(Number(entry.values[`${level}_seconds`]) / exact_s - 1), level).toBeLessThan(0.01)
      }
    }
  })

  it('a09-cost-per-workload knows what a unit costs and what has no workload', () => {
    for (const entry of entriesOf('a09-cost-per-workload')) {
      const { values = {} } = truthOf(entry)
      expect(Object.keys(values).length).toBeGreaterThan(4)
      expect(Object.keys(entry.values).sort()).toEqual(Object.keys(values).sort())
      for (const [name, value] of Object.entries(values))
        expect(entry.values[name], name).toBeCloseTo(value, 9)
    }
  })
})

describe('the same history, a tenth of it twice, shuffled, a twentieth a day late, between reports', () => {
  it('is reported the same', async () => {
    await path.empty()
    const disorder = disorderly(messages)
    const imported = { read: 0, stored: 0, duplicates: 0, rejected: 0 }
    const slice = Math.ceil(disorder.length / IMPORTS)
    for (let told = 0; told < disorder.length; told += slice) {
      for (const [name, count] of Object.entries(await importLines(disorder.slice(told, told + slice))))
        imported[name as keyof Imported] += count
      await report(END)
    }
    expect(imported).toEqual({
      read: disorder.length,
      stored: truth.unique_events,
      duplicates: disorder.length - messages.length,
      rejected: 0,
    })
    const again = await report(END)
    // One by one: a difference in a list of twenty with all their groups is hard to read.
    for (const entry of orderly) {
      const other = again.find(({ slo }) => slo === entry.slo)
      expect(independentOfArrival(other), entry.slo).toEqual(independentOfArrival(entry))
    }
  }, 900_000)
})

const IMPORTS = 3

/** By when each is sent: a day late or within an hour; a repeat follows within another. */
function disorderly(told: readonly SimulatedMessage[]): SimulatedMessage[] {
  const random = randomFrom(7)
  return told
    .flatMap((message) => {
      const late_ms = random.below(20) === 0 ? DAY_MS : 0
      const sent_ms = message.time_ms + late_ms + random.below(HOUR_MS)
      const isRepeated = random.below(10) === 0
      return [sent_ms, ...(isRepeated ? [sent_ms + random.below(HOUR_MS)] : [])].map((time_ms) => ({
        ...message,
        time_ms,
      }))
    })
    .sort((one, other) => one.time_ms - other.time_ms)
}

let files = 0

async function importLines(told: readonly SimulatedMessage[]): Promise<Imported> {
  files += 1
  const file = join(tmpdir(), `linkmeter-truth-${process.pid}-${files}.jsonl`)
  await writeFile(file, Buffer.concat(told.flatMap(({ value }) => [value, LINE_END])))
  const printed = await path.run('import', '--source', 'native', file)
  await rm(file)
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as Imported
}

const LINE_END = Buffer.from('\n')

async function report(at_ms: number): Promise<ReportEntry[]> {
  const at = new Date(at_ms).toISOString()
  return JSON.parse(await path.run('report', '--at', at, '--by', 'link', '--format', 'json')) as ReportEntry[]
}

/** What was reported of an SLO as of both moments. */
function entriesOf(slo: SimulatedSlo): ReportEntry[] {
  const entries = [orderly, earlier].flatMap((reported) => reported.filter((entry) => entry.slo === slo))
  expect(entries.length).toBe(2)
  return entries
}

function expectTruth(entry: ReportEntry): void {
  const exact = truthOf(entry)
  expect(exact.total, 'there is something to count').toBeGreaterThan(5)
  expect(exact.good, 'something is bad').toBeLessThan(exact.total)
  expect({ good: entry.good, total: entry.total }).toEqual({ good: exact.good, total: exact.total })
  // Actions of unknown outcome are out of M3; only the simulator counts them.
  const { unknown: _, ...named } = exact.breakdown
  expect(entry.breakdown).toMatchObject(named)
  expect(groupsOf(entry)).toEqual(exactGroupsOf(entry))
}

/** The truth of the window that was reported; of groups both its edges lie on full hours. */
function truthOf({ slo, window }: ReportEntry, edge_ms = 1): WindowTruth {
  const [from = 0, to = 0] = [window.from, window.to].map((at) => Math.floor(Date.parse(at) / edge_ms))
  return truth.between(slo as SimulatedSlo, from * edge_ms, to * edge_ms)
}

function groupsOf({ groups }: ReportEntry): string[] {
  return groups
    .filter(({ total }) => total > 0)
    .map(({ key, good, total }) => `${Object.values(key).join('/')} ${good}/${total}`)
    .sort()
}

function exactGroupsOf(entry: ReportEntry): string[] {
  return truthOf(entry, HOUR_MS)
    .by_link.map(
      ({ source_account, role, target_account, good, total }) =>
        `${source_account}/${role}/${target_account} ${good}/${total}`,
    )
    .sort()
}

/** Groups that are as good as each other come in any order. */
function independentOfArrival(entry: ReportEntry | undefined) {
  if (entry === undefined) return entry
  const { input: _, groups, ...rest } = entry
  const named = groups.map((group) => ({ name: Object.values(group.key).join('/'), ...group }))
  return { ...rest, groups: named.sort((one, other) => (one.name < other.name ? -1 : 1)) }
}
