/** The worked example of A4 in SLIS.md, by the way users take, and bills that come late, twice or restated. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

// Every command opens the store anew, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

const slo = 'a04-billing-anomaly'
const DAY_MS = 86_400_000

/** The Monday that is judged, two weeks ago or a little more; the window of the report ends two days after it. */
const monday = mondayBefore(Date.now() - 14 * DAY_MS)
const at = monday + 2 * DAY_MS
const eightMondays = [100, 102, 98, 100, 101, 99, 100, 100]

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

function mondayBefore(at_ms: number): number {
  const day = Math.floor(at_ms / DAY_MS)
  // 1970-01-01 was a Thursday: the first Monday is day 4.
  return (day - ((day - 4) % 7)) * DAY_MS
}

interface Told {
  account?: string
  service?: string
  /** When it was told, in days after the day it bills. */
  told_after?: number
}

/** What an account's storage cost on a day, so many days before the Monday that is judged. */
function cost(days_before: number, amount: number | string, options: Told = {}): object {
  const { account = '222222222222', service = 'storage', told_after = 0 } = options
  const day_ms = monday - days_before * DAY_MS
  const day = new Date(day_ms).toISOString().slice(0, 10)
  return {
    kind: 'cost_sample',
    event_id: `${account}/${service}/${day}`,
    time: day_ms + told_after * DAY_MS,
    target_account: account,
    day,
    service,
    amount: String(amount),
    currency: 'USD',
  }
}

const mondays = (amounts: readonly number[], options: Told = {}) =>
  amounts.map((amount, index) => cost((amounts.length - index) * 7, amount, options))

/** `[good, total]` of each account. Each test has accounts of its own. Within the window lie the Monday that is judged and the four before it. */
async function accounts() {
  const { groups } = await path.report(slo, at, { by: 'account' })
  return Object.fromEntries(groups.map(({ key, good, total }) => [key['target_account'], [good, total]]))
}

test('without a bill there are no data', async () => {
  expect(await path.report(slo, at)).toMatchObject({ status: 'no_data', total: 0, ratio: null })
})

test('far over the median of eight Mondays is an anomaly; a new service is none, whatever it costs', async () => {
  const other = { account: '333333333333' }
  await path.tell([
    ...mondays(eightMondays),
    cost(0, 112),
    ...[2, 1, 0].map((days_before) => cost(days_before, 5_000, { service: 'training' })),
    ...mondays(eightMondays, other),
    cost(0, 109, other),
  ])
  const report = await path.report(slo, at)
  // 222222222222: five Mondays and the two days on which there was only training. 333333333333: five Mondays.
  expect(report).toMatchObject({ kind: 'ratio', good: 11, total: 12, status: 'breached' })
  expect(report.breakdown).toEqual({ anomalies: 1, new_services: 3 })
  expect(await accounts()).toEqual({ '222222222222': [6, 7], '333333333333': [5, 5] })

  const listed = await path.run(
    'sql',
    `SELECT service, verdict, cost, median, mad, threshold, above_median FROM billing_anomalies
     WHERE day = toDate('${new Date(monday).toISOString().slice(0, 10)}') ORDER BY service`,
    '--format',
    'JSONCompactEachRow',
  )
  expect(
    listed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).slice(0, 7).map(String)),
  ).toEqual([
    ['storage', 'anomaly', '112', '100', '0.5', '102.5', '12'],
    ['training', 'new', '5000', 'null', 'null', 'null', 'null'],
  ])
})

test('both limits must be passed, with four such weekdays to tell by; credits lower the cost of their day', async () => {
  // Median 100, MAD 20: 200 is five MADs above it, and not over them.
  const wide = [120, 120, 120, 80, 80, 80, 100, 100]
  const account = (name: string, before: readonly number[], amount: number | string) => [
    ...mondays(before, { account: name }),
    cost(0, amount, { account: name }),
  ]
  await path.tell([
    ...account('ten', eightMondays, 110),
    ...account('nearly ten', eightMondays, '109.999999999999'),
    ...account('five', wide, 200),
    ...account('over five', wide, '200.000000000001'),
    ...account('three weeks', [100, 100, 100], 900),
    ...account('four weeks', [100, 100, 100, 100], 900),
    ...account('credited', eightMondays, 115),
    { ...cost(0, '-5.5', { account: 'credited' }), event_id: 'credit' },
  ])
  expect(await accounts()).toMatchObject({
    ten: [4, 5],
    'nearly ten': [5, 5],
    five: [5, 5],
    'over five': [4, 5],
    'three weeks': [4, 4],
    'four weeks': [4, 5],
    credited: [5, 5],
  })
})

test('a bill told late, told again or restated counts once, as it was last told', async () => {
  const late = { account: 'late' }
  const before = mondays(eightMondays, late)
  await path.tell([...before, cost(0, 112, { ...late, told_after: 5 })])
  expect(await accounts()).toMatchObject({ late: [4, 5] })

  // Told again, and restated at the same time.
  await path.tell([...before, cost(0, 109, { ...late, told_after: 5 })])
  expect(await accounts()).toMatchObject({ late: [5, 5] })

  // Restated with the later time at which that was told.
  await path.tell([cost(0, 130, { ...late, told_after: 10 })])
  expect(await accounts()).toMatchObject({ late: [4, 5] })

  // What came before was more, too: its restated bills change the verdict of a Monday weeks later.
  await path.tell(
    [56, 49, 42, 35, 28].map((days_before) => cost(days_before, 130, { ...late, told_after: 12 })),
  )
  expect(await accounts()).toMatchObject({ late: [5, 5] })
})

test('an excluded account-day is neither, and stands in the gross', async () => {
  const before = await path.report(slo, at)
  await path.run(
    ...[
      'exclusion',
      'add',
      '--kind',
      'correction',
      '--slo',
      slo,
      '--author',
      'ann',
      '--reason',
      'moved data',
    ],
    ...['--from', new Date(monday).toISOString(), '--to', new Date(monday + DAY_MS).toISOString()],
    ...['--account', '222222222222'],
  )
  const { good, total } = before
  // The anomaly of the first test.
  const after = await path.report(slo, at)
  expect(after).toMatchObject({ good, total: total - 1, excluded: 1, gross: { good, total } })
  const { anomalies = 0, new_services = 0 } = before.breakdown
  expect(after.breakdown).toEqual({ anomalies: anomalies - 1, new_services: new_services - 1 })
})
