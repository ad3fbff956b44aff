/** The worked example of A7 in SLIS.md, by the way users take, and what a level makes of failed and late checks. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { clockFrom } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

// Every command opens the store anew, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

const slo = 'a07-infrastructure-drift'
/** 00:00 of a day 60 days ago: days are told as hours, `24:00` is a day later. */
const at = clockFrom({ days_ago: 60 }, 'hh:mm')

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
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

/** `[good, total]` of each account. Each test has accounts of its own. */
async function accounts(time: string) {
  const { groups } = await path.report(slo, at(time), { by: 'account' })
  return Object.fromEntries(groups.map(({ key, good, total }) => [key['target_account'], [good, total]]))
}

test('without a check there are no data', async () => {
  expect(await path.report(slo, at('24:00'))).toMatchObject({ status: 'no_data', ratio: null })
})

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

test('a check that failed or found out nothing leaves the last known status; one account’s check tells all levels', async () => {
  const failing = { target_account: 'failing' }
  await path.tell([
    check('30:00', 'q', 'in_sync', failing),
    check('31:00', 'q', 'drifted', { ...failing, run_ok: false }),
    check('30:00', 'q', 'drifted', { ...failing, stack: 'data' }),
    check('31:00', 'q', 'unknown', { ...failing, stack: 'data' }),
    check('30:00', 's', 'in_sync', { ...failing, run_ok: false }),
  ])
  expect(await accounts('48:00')).toEqual({ '222222222222': [1, 2], failing: [1, 2] })
  // Resources of both accounts: q and s failed; both accounts' s was never checked.
  expect((await path.report(slo, at('48:00'))).breakdown).toEqual({ failed_runs: 2, never_checked: 2 })
})

test('a resource whose check is excluded is excluded', async () => {
  const changed = { target_account: 'changed by hand' }
  await path.tell([check('50:00', 'q', 'drifted', changed), check('53:00', 'r', 'in_sync', changed)])
  await path.run(
    ...['exclusion', 'add', '--kind', 'maintenance', '--account', 'changed by hand', '--author', 'ann'],
    ...['--reason', 'change by hand', '--from', new Date(at('49:30')).toISOString()],
    ...['--to', new Date(at('51:00')).toISOString()],
  )
  const report = await path.report(slo, at('72:00'))
  expect(report).toMatchObject({ good: 3, total: 5, excluded: 1, gross: { good: 3, total: 6 } })
})

test('a check counts for 30 days, and a late one changes every level since', async () => {
  const old = { target_account: 'old' }
  await path.tell([
    check('60:00', 'q', 'in_sync', old),
    check('780:30', 'r', 'in_sync', old),
    check('781:30', 'r', 'in_sync', old),
  ])
  // In the hour of 780:00, 30 days after that of 60:00, the check of q still counts; those before it do not.
  expect(await accounts('781:00')).toEqual({ old: [2, 2] })
  expect(await accounts('782:00')).toEqual({ old: [1, 1] })
  await path.tell([check('72:00', 'q', 'drifted', old)])
  expect(await accounts('782:00')).toEqual({ old: [1, 2] })
})
