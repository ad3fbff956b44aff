/** The worked example of A9 in SLIS.md, by the way users take, and budgets, restated bills and what has no units. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { clockFrom } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

// Every command opens the store anew, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

const slo = 'a09-cost-per-workload'
const start = clockFrom({ days_ago: 10 }, 'hh:mm')('0:00')
const DAY_MS = 86_400_000
const at = start + 5 * DAY_MS
const day = new Date(start).toISOString().slice(0, 10)

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
beforeEach(() => path.empty())
afterAll(() => path.close())

function cost(event_id: string, amount: string, columns: object = {}): object {
  const target_account = '222222222222'
  return {
    kind: 'cost_sample',
    event_id,
    time: start,
    target_account,
    day,
    service: 's3',
    amount,
    ...columns,
  }
}

test('30.00 for 1,000 units are 0.03 a unit; 10.00 without a workload are a quarter of the cost', async () => {
  const told = [cost('1', '30.00', { workload: 'w', units: '1000' }), cost('2', '10.00')]
  await path.tell([...told, ...told])
  const report = await path.report(slo, at)
  expect(report.values).toEqual({ 'cost_per_unit[w]': 0.03, untagged_ratio: 0.25 })
  // Nobody set a budget: there is nothing to judge.
  expect(report).toMatchObject({ kind: 'ratio', status: 'no_data', good: 0, total: 0, ratio: null })
})

test('a workload-day is good while its cost for a unit is within its budget', async () => {
  await path.tell([
    cost('exact', '30', { workload: 'exact', units: '1000', budget: '0.03' }),
    cost('over', '30.000000000001', { workload: 'over', units: '1000', budget: '0.03' }),
    cost('idle', '5', { workload: 'idle', units: '0', budget: '0.03' }),
    cost('unknown', '5', { workload: 'unknown', budget: '0.03' }),
  ])
  const report = await path.report(slo, at)
  expect(report).toMatchObject({ status: 'breached', good: 1, total: 3 })
  expect(Object.keys(report.values).toSorted()).toEqual([
    'cost_per_unit[exact]',
    'cost_per_unit[over]',
    'untagged_ratio',
  ])
})

test('services of a workload add up; a day without units does not make its units dearer', async () => {
  const nextDay = new Date(start + DAY_MS).toISOString().slice(0, 10)
  await path.tell([
    cost('1', '20', { workload: 'w', units: '1000' }),
    cost('2', '14', { workload: 'w', service: 'ec2' }),
    cost('3', '-4', { workload: 'w', service: 'ec2' }),
    cost('4', '70', { workload: 'w', day: nextDay, time: start + DAY_MS }),
  ])
  expect((await path.report(slo, at)).values).toEqual({ 'cost_per_unit[w]': 0.03, untagged_ratio: 0 })
})

test('a restated bill replaces the one before it, at its own time or a later one', async () => {
  const w = { workload: 'w', units: '1000', budget: '0.03' }
  await path.tell([cost('1', '40', w)])
  expect(await path.report(slo, at)).toMatchObject({
    good: 0,
    total: 1,
    values: { 'cost_per_unit[w]': 0.04 },
  })
  await path.tell([cost('1', '20', w)])
  expect(await path.report(slo, at)).toMatchObject({
    good: 1,
    total: 1,
    values: { 'cost_per_unit[w]': 0.02 },
  })
  await path.tell([cost('1', '50', { ...w, time: start + 9 * DAY_MS })])
  expect(await path.report(slo, at)).toMatchObject({
    good: 0,
    total: 1,
    values: { 'cost_per_unit[w]': 0.05 },
  })
})

test('an excluded workload-day is out of ratio and values', async () => {
  const w = { workload: 'w', units: '1000', budget: '0.03' }
  await path.tell([
    cost('1', '40', { ...w, target_account: '333333333333' }),
    cost('2', '20', w),
    cost('3', '20', { target_account: '333333333333' }),
  ])
  await path.run(
    ...['exclusion', 'add', '--kind', 'correction', '--account', '333333333333', '--author', 'ann'],
    ...['--reason', 'load test', '--from', new Date(start).toISOString()],
    ...['--to', new Date(start + DAY_MS).toISOString()],
  )
  expect(await path.report(slo, at)).toMatchObject({
    good: 1,
    total: 1,
    excluded: 2,
    gross: { good: 1, total: 2 },
    values: { 'cost_per_unit[w]': 0.02, untagged_ratio: 0 },
  })
})

test('cost_by_workload tells the same by SQL, linked cost and the untagged apart', async () => {
  await path.tell([
    cost('1', '20', {
      workload: 'w',
      units: '1000',
      budget: '0.03',
      effective_amount: '18',
      currency: 'USD',
    }),
    cost('2', '10', { workload: 'w', service: 'ec2', linked: true, effective_amount: '9', currency: 'USD' }),
    cost('3', '10', { currency: 'USD' }),
  ])
  const printed = await path.run(
    'sql',
    `SELECT workload, services, amount, effective_amount, units, cost_per_unit, budget, is_within_budget,
       linked_amount, is_untagged
     FROM cost_by_workload WHERE day = '${day}' AND account = '222222222222' ORDER BY workload`,
    '--format',
    'JSONCompactEachRow',
  )
  const rows = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).slice(0, 10))
  expect(rows).toEqual([
    ['', ['s3'], '10', null, null, null, null, null, '0', true],
    ['w', ['ec2', 's3'], '30', '27', '1000', '0.03', '0.03', 1, '10', false],
  ])
})
