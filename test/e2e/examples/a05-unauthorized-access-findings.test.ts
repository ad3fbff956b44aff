/** The worked example of A5 in SLIS.md, by the way users take, and updates that come late or out of order. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { lastMonth } from '../../support/months.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

// Every command opens the store anew, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

const slo = 'a05-unauthorized-access-findings'
const target_account = '222222222222'
const found = lastMonth(10)
const at = lastMonth(20)
const HOUR_MS = 3_600_000

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
beforeEach(() => path.empty())
afterAll(() => path.close())

/** A finding of the 10th as it was updated so many hours later. */
function finding(finding_id: string, hours: number, columns: object): object {
  const event_id = `${finding_id}/${hours}`
  const updated_at = found + hours * HOUR_MS
  return { kind: 'finding', event_id, time: found, target_account, finding_id, updated_at, ...columns }
}

test('a critical finding counts once, however often it is updated', async () => {
  const updates = [0, 1, 2, 3].map((hours) => finding('f', hours, { severity: 9.1 }))
  await path.tell([...updates, ...updates])
  expect(await path.report(slo, at)).toMatchObject({
    kind: 'count',
    objective: 0,
    status: 'breached',
    good: 0,
    total: 1,
    ratio: null,
    budget: { allowed: 0, consumed: 1, remaining_count: -1 },
  })
  // It counts in the month in which it was found, not in that of its updates.
  const nextMonth = await path.report(slo, lastMonth(40))
  expect(nextMonth).toMatchObject({ status: 'met', total: 0 })
})

test('what is below 9 and what is a sample count nothing: a zero that something vouches for', async () => {
  await path.tell([
    finding('high', 0, { severity: 8.9 }),
    finding('sample', 0, { severity: 9.5, sample: true }),
  ])
  const report = await path.report(slo, at)
  expect(report).toMatchObject({ status: 'met', total: 0, budget: { remaining_count: 0 } })
  expect(report.breakdown).toEqual({ resolved: 0, archived: 0, samples: 1, below_critical: 1 })
})

test('where no source of findings was ever heard there are no data', async () => {
  expect(await path.report(slo, at)).toMatchObject({ status: 'no_data', total: 0 })
})

test('the last update holds, in whatever order updates come and however late', async () => {
  await path.tell([
    finding('archived', 5, { severity: 9, status: 'archived' }),
    finding('archived', 0, { severity: 9 }),
    finding('resolved', 0, { severity: 9 }),
    finding('resolved', 5, { severity: 9, status: 'resolved' }),
    finding('raised', 0, { severity: 7 }),
  ])
  expect(await path.report(slo, at)).toMatchObject({ total: 1, breakdown: { resolved: 1, archived: 1 } })

  // Three weeks later one is found to be worse, and one is opened again.
  await path.tell([
    finding('raised', 500, { severity: 9.2 }),
    finding('archived', 500, { severity: 9, status: 'open' }),
  ])
  expect(await path.report(slo, at)).toMatchObject({ total: 3, breakdown: { resolved: 1, archived: 0 } })
})

test('the objective holds per account: the worst one is the report’s', async () => {
  const other = { severity: 9, target_account: '333333333333' }
  await path.tell([
    finding('a', 0, { severity: 9 }),
    finding('b', 0, other),
    finding('c', 0, other),
    finding('d', 0, { severity: 5, target_account: '444444444444' }),
  ])
  const report = await path.report(slo, at, { by: 'account' })
  expect(report).toMatchObject({ total: 3, budget: { consumed: 2, remaining_count: -2 } })
  expect(
    Object.fromEntries(report.groups.map(({ key, total }) => [key['target_account'], total])),
  ).toMatchObject({ '222222222222': 1, '333333333333': 2 })
})

test('an excluded finding is counted apart', async () => {
  await path.tell([finding('drill', 0, { severity: 9 })])
  await path.run(
    ...['exclusion', 'add', '--kind', 'maintenance', '--account', target_account, '--author', 'red team'],
    ...['--reason', 'exercise', '--from', new Date(found - 1).toISOString()],
    ...['--to', new Date(found + HOUR_MS).toISOString()],
  )
  expect(await path.report(slo, at)).toMatchObject({ total: 0, excluded: 1, gross: { good: 0, total: 1 } })
})
