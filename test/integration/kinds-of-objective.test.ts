/** Counts, levels, measured values, gross and what time alone changes: through tiers and evaluation. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const HOUR_MS = 3_600_000
const now = Date.now()
const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS

let measuring: Measuring
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-kinds-'))
  await write(
    'counted',
    { kind: 'count', slo: { allowance: '"1"' } },
    `SELECT toStartOfMinute(time) AS minute,
    '' AS source_account, target_account, '' AS role, toUInt64(0) AS good, countIf(NOT is_excluded) AS total,
    countIf(is_excluded) AS excluded, toUInt64(0) AS excluded_good, excluded AS excluded_total`,
  )
  await write(
    'level',
    { kind: 'level', grain: 'hour', slo: { objective: '"100%"' } },
    `SELECT toStartOfHour(time) AS minute,
    '' AS source_account, target_account, '' AS role, countIf(outcome = 'success') AS good, count() AS total,
    toUInt64(0) AS excluded`,
  )
  await write(
    'valued',
    { kind: 'ratio', values: '"each[*]=spent[*]/done[*], share=one/all"' },
    `SELECT toStartOfMinute(time) AS minute,
    '' AS source_account, target_account, '' AS role, count() AS good, count() AS total, toUInt64(0) AS excluded,
    sumMap(map('spent[a]', toDecimal128(ifNull(latency_ms, 0), 12), 'done[a]', toDecimal128(10, 12), 'one', toDecimal128(1, 12),
      'all', toDecimal128(1000, 12))) AS measures`,
  )
  await write(
    'passing',
    { kind: 'ratio', grain: 'hour', continuous: '"true"' },
    `SELECT toDateTime(start) AS minute,
    '' AS source_account, 'x' AS target_account, '' AS role, toUInt64(0) AS good, toUInt64(1) AS total,
    toUInt64(0) AS excluded FROM (SELECT arrayJoin(range(toUnixTimestamp({from:DateTime}), toUnixTimestamp({to:DateTime}), 3600)) AS start
    WHERE {slo:String} != '')`,
    '',
  )
  measuring = await openMeasuring([folder])
})

beforeEach(() => measuring.empty())

afterAll(async () => {
  await measuring.close()
  await rm(folder, { recursive: true, force: true })
})

async function write(
  name: string,
  { slo = {}, ...sli }: Record<string, unknown> & { slo?: Record<string, string> },
  sql: string,
  from = 'FROM counted_actions(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime}) GROUP BY minute, target_account',
): Promise<void> {
  const annotations = (entries: object) =>
    Object.entries(entries)
      .map(([key, value]) => `linkmeter.dev/${key}: ${value}`)
      .join(', ')
  await writeFile(join(folder, `${name}.sql`), `${sql}\n${from}`)
  await writeFile(
    join(folder, `${name}.yaml`),
    `apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${name}
  annotations: { linkmeter.dev/owner: Someone, linkmeter.dev/team: some-team, linkmeter.dev/runbook: docs/slis.md, ${annotations(slo)} }
spec:
  description: Is it so?
  service: delegated-access
  indicator:
    metadata:
      name: ${name}-indicator
      annotations: { linkmeter.dev/inputs: action, linkmeter.dev/lookback: 0m, linkmeter.dev/lookahead: 0m, ${annotations(sli)} }
    spec:
      ratioMetric:
        counter: false
        good: { metricSource: { type: linkmeter, spec: { sql: ${name}.sql } } }
        total: { metricSource: { type: linkmeter, spec: { sql: ${name}.sql } } }
  budgetingMethod: Occurrences
  objectives: [{ target: 0.9 }]
`,
  )
}

let events = 0
function action(time: number, columns: object = {}): object {
  events += 1
  return {
    kind: 'action',
    event_id: `a${events}`,
    time,
    outcome: 'success',
    target_account: 'one',
    ...columns,
  }
}

test('a count is that of its worst account, and has a number of events left instead of a share', async () => {
  const time = thisHour - 5 * HOUR_MS
  await measuring.tell([action(time), action(time + 60_000), action(time, { target_account: 'two' })])
  const evaluation = await measuring.evaluate('counted', now)
  expect(evaluation).toMatchObject({
    kind: 'count',
    objective: 1,
    status: 'breached',
    good: 0,
    total: 3,
    ratio: null,
  })
  expect(evaluation.budget).toEqual({
    allowed: 1,
    consumed: 2,
    remaining_count: -1,
    remaining_ratio: null,
    exhausted_at: new Date(time).toISOString(),
    exhausts_at: null,
  })
  expect(evaluation.burn_rate).toEqual({})
})

test('at its allowance a count is met with nothing left', async () => {
  await measuring.tell([action(thisHour - HOUR_MS)])
  const evaluation = await measuring.evaluate('counted', now)
  expect(evaluation).toMatchObject({ status: 'met', total: 1, budget: { consumed: 1, remaining_count: 0 } })
})

test('a count of nothing is no number where nobody was ever heard', async () => {
  const evaluation = await measuring.evaluate('counted', now)
  expect(evaluation).toMatchObject({ status: 'no_data', total: 0, ratio: null })
})

test('a level is how things stood at the newest check before the end, not a sum over the window', async () => {
  await measuring.tell([
    ...[1, 2, 3].map(() => action(thisHour - 9 * HOUR_MS)),
    action(thisHour - 3 * HOUR_MS),
    action(thisHour - 3 * HOUR_MS, { outcome: 'auth_error', target_account: 'two' }),
  ])
  const evaluation = await measuring.evaluate('level', now)
  expect(evaluation).toMatchObject({ status: 'breached', good: 1, total: 2, ratio: 0.5, burn_rate: {} })
  expect(await measuring.evaluateLinks('level', now)).toMatchObject([
    { target_account: 'one', good: 1, total: 1 },
    { target_account: 'two', good: 0, total: 1 },
  ])
  const before = await measuring.evaluate('level', thisHour - 4 * HOUR_MS)
  expect(before).toMatchObject({ status: 'met', good: 3, total: 3 })
  const nothingYet = await measuring.evaluate('level', thisHour - 20 * HOUR_MS)
  expect(nothingYet).toMatchObject({ status: 'no_data', total: 0 })
})

test('measures are summed over the window and give values', async () => {
  await measuring.tell([
    action(thisHour - 9 * HOUR_MS, { latency_ms: 3 }),
    action(thisHour - 3 * HOUR_MS, { latency_ms: 4 }),
  ])
  const evaluation = await measuring.evaluate('valued', now)
  // (3 + 4) over (10 + 10), and (1 + 1) over (1000 + 1000).
  expect(evaluation.values).toEqual({ 'each[a]': 0.35, share: 0.001 })
})

test('where an SLI tells what exclusions cover, gross is what would count without them', async () => {
  const time = thisHour - HOUR_MS
  await measuring.tell([action(time), action(time, { principal: 'robot' })])
  await measuring.store.insertRows('exclusions', [
    {
      exclusion_id: 'x',
      reason_kind: 'test_principal',
      principal: 'robot',
      author: 'someone',
      reason: 'a test',
      starts_at: new Date(time - HOUR_MS).toISOString(),
      ends_at: new Date(now).toISOString(),
      created_at: new Date(now).toISOString(),
    },
  ])
  const net = await measuring.evaluate('counted', now)
  expect(net).toMatchObject({ total: 1, excluded: 1, gross: { good: 0, total: 2, ratio: null } })
  expect((await measuring.evaluate('level', now)).gross).toBeNull()
})

test('what time alone changes is computed for every grain from the first event to now', async () => {
  await measuring.tell([action(thisHour - 5 * HOUR_MS)])
  // The five hours that are over; the present one is not.
  expect(await measuring.evaluate('passing', now)).toMatchObject({ good: 0, total: 5 })
})
