/** The worked example of A7 in SLIS.md, by the way users take, and what a level makes of failed and late checks. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { clockFrom } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'a07-infrastructure-drift'
/** 00:00 of a day 60 days ago: days are told as hours, `24:00` is a day later. */
const at = clockFrom({ days_ago: 60 }, 'hh:mm')

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
beforeEach(() => path.empty())
afterAll(() => path.close())

let reports = 0
function check(time: string, resource: string, status: string, columns: object = {}): object {
  reports += 1
  return {
    kind: 'drift_report',
    event_id: `report ${reports}`,
    time: at(time),
    target_account: '222222222222',
    stack: 'network',
    resource,
    status,
    ...columns,
  }
}

test('each resource stands at its latest check; one never checked is neither', async () => {
  const told = [
    check('1:10', 'q', 'DRIFTED'),
    check('2:10', 'q', 'IN_SYNC'),
    check('1:20', 'r', 'DRIFTED'),
    check('1:30', 's', 'NOT_CHECKED'),
  ]
  await path.tell([...told, ...told])
  const report = await path.report(slo, at('24:00'))
  expect(report).toMatchObject({
    kind: 'level',
    objective: 1,
    status: 'breached',
    good: 1,
    total: 2,
    ratio: 0.5,
  })
  expect(report.breakdown).toEqual({ failed_runs: 0, never_checked: 1 })
  // As it stood before the second check.
  expect(await path.report(slo, at('2:00'))).toMatchObject({
    good: 0,
    total: 2,
    breakdown: { never_checked: 1 },
  })
})

test('a check that failed or found out nothing leaves the last known status as it was', async () => {
  await path.tell([
    check('1:00', 'q', 'in_sync'),
    check('2:00', 'q', 'drifted', { run_ok: false }),
    check('1:00', 'r', 'in_sync'),
    check('2:00', 'r', 'unknown'),
    check('1:00', 's', 'in_sync', { run_ok: false }),
  ])
  const report = await path.report(slo, at('24:00'))
  expect(report).toMatchObject({ status: 'met', good: 2, total: 2 })
  expect(report.breakdown).toEqual({ failed_runs: 2, never_checked: 1 })

  // The next run of q succeeds.
  await path.tell([check('3:00', 'q', 'drifted')])
  expect(await path.report(slo, at('24:00'))).toMatchObject({
    good: 1,
    total: 2,
    breakdown: { failed_runs: 1, never_checked: 1 },
  })
})

test('an hour in which one account is checked tells the level of all', async () => {
  const other = { target_account: '333333333333' }
  await path.tell([
    check('1:00', 'q', 'drifted'),
    check('1:00', 'q', 'in_sync', { ...other, stack: 'data' }),
    check('1:00', 'q', 'in_sync', other),
    check('30:00', 'r', 'in_sync', other),
  ])
  const report = await path.report(slo, at('48:00'), { by: 'account' })
  expect(report).toMatchObject({ good: 3, total: 4 })
  expect(report.groups).toMatchObject([
    { key: { target_account: '222222222222' }, good: 0, total: 1 },
    { key: { target_account: '333333333333' }, good: 3, total: 3 },
  ])
})

test('a check counts for 30 days, and a late one changes every level since', async () => {
  await path.tell([
    check('1:00', 'q', 'in_sync'),
    check('240:00', 'r', 'in_sync'),
    check('721:30', 'r', 'in_sync'),
    check('722:30', 'r', 'in_sync'),
  ])
  // The check of q began in the hour of 1:00; 30 days later, in the hour of 721:00, it still counts.
  expect(await path.report(slo, at('722:00'))).toMatchObject({ good: 2, total: 2 })
  expect(await path.report(slo, at('723:00'))).toMatchObject({ good: 1, total: 1 })

  await path.tell([check('12:00', 'q', 'drifted')])
  expect(await path.report(slo, at('241:00'))).toMatchObject({ good: 1, total: 2 })
  expect(await path.report(slo, at('723:00'))).toMatchObject({ good: 1, total: 2 })
})

test('a resource whose check is excluded is excluded', async () => {
  await path.tell([check('1:00', 'q', 'drifted'), check('3:00', 'r', 'in_sync')])
  await path.run(
    ...['exclusion', 'add', '--kind', 'maintenance', '--account', '222222222222', '--author', 'ann'],
    ...['--reason', 'change by hand', '--from', new Date(at('0:30')).toISOString()],
    ...['--to', new Date(at('2:00')).toISOString()],
  )
  expect(await path.report(slo, at('24:00'))).toMatchObject({
    status: 'met',
    good: 1,
    total: 1,
    excluded: 1,
    gross: { good: 1, total: 2 },
  })
})

test('without a check there are no data', async () => {
  expect(await path.report(slo, at('24:00'))).toMatchObject({ status: 'no_data', ratio: null })
})
