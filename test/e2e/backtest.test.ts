/**
 * A backtest over thirty simulated days, by the way users take: every injected incident is found by the alerts that
 * SLIS name for it, and nothing else alerts. What it says of a moment is what an evaluation of that moment says.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SimulationPlan } from '../../src/simulator/plan.ts'
import { history } from '../../src/simulator/simulate.ts'
import { openPublicPath, type PublicPath } from '../support/public-path.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Two days ago, so that what is judged late is judged. */
const END = Math.floor(Date.now() / DAY_MS) * DAY_MS - 2 * DAY_MS
const BEGIN = END - 30 * DAY_MS

/** Each begins at noon of a day. What must show it: the table of failures in docs/slis.md. */
const injected = [
  { failure: 'F1', day: 4, hours: 8, slos: ['m01-cross-account-auth-success', 'm03-action-success'] },
  { failure: 'F7', day: 7, hours: 6, slos: ['m04-time-to-revoke'] },
  {
    failure: 'F4',
    day: 11,
    hours: 5,
    slos: ['m05-audit-delivery', 'a01-cloudtrail-completeness', 'a06-log-delivery'],
  },
  { failure: 'F2', day: 15, hours: 2, slos: ['m01-cross-account-auth-success', 'a02-assume-role-success'] },
  { failure: 'F5', day: 19, hours: 24, slos: ['m02-token-issuance-latency', 'm07-cross-account-latency'] },
  { failure: 'F6', day: 22, hours: 6, slos: ['m08-permission-drift'] },
  // Late enough for weeks to compare its hours with.
  { failure: 'F3', day: 25, hours: 24, slos: ['m09-unauthorized-attempts'] },
] as const
const spans = injected.map(({ failure, day, hours, slos }) => {
  const from = BEGIN + day * DAY_MS + 12 * HOUR_MS
  return { failure, from, to: from + hours * HOUR_MS, slos }
})

/** Healthy, and without what alerts by itself: an objective of 100 %, or none allowed, is broken by a single one. */
const plan: SimulationPlan = {
  seed: 7,
  from: BEGIN,
  to: END,
  links: 20,
  events_target: 300_000,
  failures: spans.map(({ failure, from, to }) => ({
    ...{ failure, from, to },
    // The busiest link: its errors show in the actions of all.
    ...(failure === 'F1' ? { where: 'link-0001' } : {}),
  })),
  rates: {
    attempt_throttled: 0.0001,
    attempt_service_error: 0.0001,
    attempt_auth_error: 0,
    attempt_business_error: 0,
    gives_up: 0.002,
    audit_missing: 0,
    audit_late: 0,
    delivery_failed: 0,
    delivery_lost: 0,
    delivery_altered: 0,
    trail_off: 0,
    quota_low: 0,
    cost_anomaly: 0,
    drift: 0,
    findings_an_hour: 0,
    incidents_an_hour: 0,
    policy_changed: 0,
  },
}

let path: PublicPath
let folder: string
let incidents: string

beforeAll(async () => {
  path = await openPublicPath()
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-backtest-'))
  const file = join(folder, 'history.jsonl')
  await writeFile(file, [...history(plan)].map(({ value }) => `${value.toString()}\n`).join(''))
  await path.run('import', '--source', 'native', file)
  incidents = join(folder, 'incidents.json')
  const iso = (at_ms: number) => new Date(at_ms).toISOString()
  await writeFile(
    incidents,
    JSON.stringify(
      spans.map(({ failure, from, to, slos }) => ({ name: failure, from: iso(from), to: iso(to), slos })),
    ),
  )
}, 300_000)
afterAll(async () => {
  await path.close()
  await rm(folder, { recursive: true, force: true })
})

const asked = [
  'slo',
  'backtest',
  '--from',
  new Date(BEGIN).toISOString(),
  '--to',
  new Date(END).toISOString(),
]

/** As `--format json` prints it, as far as is looked at here. */
interface Backtest {
  readonly firings: readonly { slo: string; severity: string; fired_at: string; resolved_at: string | null }[]
  readonly score: {
    readonly precision: number
    readonly recall: number
    readonly detection_median_s: number
    readonly incidents: readonly { name: string; found_by: readonly { slo: string; after_s: number }[] }[]
    readonly noise: readonly object[]
  }
  readonly compared: {
    readonly differences: readonly { change: string; slo: string; severity: string }[]
    readonly left_out: readonly string[]
  }
}

let found: Backtest

test('every injected incident is found by each alert that is named for it, and nothing else alerts', async () => {
  found = JSON.parse(await path.run(...asked, '--incidents', incidents, '--format', 'json')) as Backtest
  expect(found.score.noise).toEqual([])
  const shown = found.score.incidents.map(({ name, found_by }) => [
    name,
    found_by.map(({ slo }) => slo).sort(),
  ])
  expect(shown).toEqual(spans.map(({ failure, slos }) => [failure, [...slos].sort()]))
  expect(found.score).toMatchObject({ precision: 1, recall: 1 })
  // Two hours of evidence are needed by the tickets of hourly indicators; the median is far below.
  expect(found.score.detection_median_s).toBeLessThan(2 * 3_600)
}, 600_000)

test('for people the result stands in a line', async () => {
  const printed = await path.run(...asked, '--step', '30m', '--incidents', incidents)
  expect(printed).toMatch(
    /^Precision 100 %, recall 100 % \(7 of 7 incidents found\); detected after .+ in the median, .+ at most\.$/m,
  )
}, 600_000)

test('another set of documents is compared: what pages more, less, earlier or later', async () => {
  const shipped = await readFile(join(import.meta.dirname, '../../slos/alert-policies.yaml'), 'utf8')
  const stricter = join(folder, 'stricter')
  await mkdir(stricter)
  // Twice as much of the budget may burn in an hour before the fast policy pages.
  await writeFile(
    join(stricter, 'alert-policies.yaml'),
    shipped.replace('budget-share: 2%', 'budget-share: 4%').replace('threshold: 14.4', 'threshold: 28.8'),
  )
  const printed = await path.run(...asked, '--slos', stricter, '--format', 'json')
  const { firings, compared } = JSON.parse(printed) as Backtest
  expect(firings).toEqual(found.firings)
  expect(compared.left_out).toEqual([])
  const pages = compared.differences.filter(({ severity }) => severity === 'page')
  expect(pages.length).toBeGreaterThan(0)
  // What is less strict pages never more and never earlier.
  expect(pages.filter(({ change }) => change !== 'less' && change !== 'later')).toEqual([])
}, 600_000)

test('a file that holds no incidents is named with its fault', async () => {
  await writeFile(join(folder, 'wrong.json'), '[{"name":"a","from":"yesterday","to":null}]')
  await expect(path.run(...asked, '--incidents', join(folder, 'wrong.json'))).rejects.toThrow(
    'wrong.json holds no list of incidents: 0.from is no time with a zone',
  )
})
