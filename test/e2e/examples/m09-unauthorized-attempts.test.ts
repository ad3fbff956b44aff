/** The worked example of M9 in SLIS.md, by the way users take, and what lies at its edges. Times are hh:mm. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockFrom, eventsOf, target_account } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'm09-unauthorized-attempts'
const at = clockFrom({ days_ago: 2 }, 'hh:mm')
const { action } = eventsOf(at)

const WEEK_H = 7 * 24

/** So many denials at a quarter past ten, some weeks before. */
function denials(count: number, weeks_before: number, columns: object = {}): object[] {
  const time = `${10 - weeks_before * WEEK_H}:15`
  const denied = { outcome: 'auth_error', error_type: 'access_denied', principal: 'intruder', ...columns }
  return Array.from({ length: count }, () => action(time, denied))
}

const usual = [3, 4, 4, 5].flatMap((count, index) => denials(count, index + 1))

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

/** What the hour after ten says, null without a verdict: those of earlier weeks have too few weeks before them, or lie before the window. */
async function hourAfterTen(account = target_account) {
  const { groups } = await path.report(slo, at('12:00'), { by: 'account' })
  const group = groups.find((each) => each.key['target_account'] === account)
  return group === undefined ? null : { good: group.good, total: group.total, excluded: group.excluded }
}

test('a spike is at least ten denials, and far more than that hour of the week has seen', async () => {
  const six = denials(6, 0)
  await path.tell([...usual, ...six, ...six])
  const before = await path.report(slo, at('12:00'))
  // Two hours with two weeks or more before them, and this one.
  expect(before).toMatchObject({ kind: 'ratio', objective: 0.99, status: 'met', good: 3, total: 3 })
  expect(before.breakdown).toMatchObject({ spikes: 0, access_denied: 22, no_verdict: 2 })

  await path.tell(denials(6, 0))
  const after = await path.report(slo, at('12:00'))
  expect(after).toMatchObject({ status: 'breached', good: 2, total: 3 })
  expect(after.breakdown).toMatchObject({ spikes: 1, access_denied: 28 })
})

test('an hour is judged from two weeks on; a quiet week of a known account counts as none', async () => {
  await path.empty()
  const of = (account: string, events: object[]) =>
    events.map((each) => ({ ...each, target_account: account }))
  const success = (time: string) => action(time, { outcome: 'success' })
  await path.tell([
    // Heard of once in that hour, a week before: one week to compare with.
    ...of('301', [...denials(1, 1), ...denials(20, 0)]),
    // Known for 20 days by another hour: two quiet weeks.
    ...of('302', [success(`${3 - 20 * 24}:00`), ...denials(20, 0)]),
    ...of('303', [success(`${3 - 20 * 24}:00`), ...denials(9, 0)]),
    // Well used to it: over ten is no spike where the weeks before had as many.
    ...of('304', [...denials(20, 1), ...denials(22, 2), ...denials(26, 0)]),
  ])
  expect(await hourAfterTen('301')).toBeNull()
  expect(await hourAfterTen('302')).toMatchObject({ good: 0, total: 1 })
  expect(await hourAfterTen('303')).toMatchObject({ good: 1, total: 1 })
  // Median 21, MAD 1: the limit is 26.
  expect(await hourAfterTen('304')).toMatchObject({ good: 1, total: 1 })

  // Weeks told late: 1, 3 and 1 before the 20 make a median of 1 and a MAD of 0.
  // The hour a week before has two weeks before it by now, too: it is good.
  await path.tell(of('301', [...denials(3, 2), ...denials(1, 3)]))
  expect(await hourAfterTen('301')).toMatchObject({ good: 1, total: 2 })
})

test('an hour that only excluded denials make a spike is excluded', async () => {
  await path.empty()
  await path.tell([...usual, ...denials(2, 0, { principal: 'somebody' }), ...denials(12, 0)])
  const iso = (time: string) => new Date(at(time)).toISOString()
  const added = await path.run(
    ...['exclusion', 'add', '--kind', 'test_principal', '--principal', 'intruder', '--from', iso('10:00')],
    ...['--to', iso('11:00'), '--author', 'ann', '--reason', 'a test', '--format', 'json'],
  )
  const entry = await path.report(slo, at('12:00'))
  expect(entry).toMatchObject({ good: 2, total: 2, excluded: 1, gross: { good: 2, total: 3 } })
  const { id } = JSON.parse(added) as { id: string }
  await path.run('exclusion', 'cancel', id, '--author', 'ann')
  expect(await path.report(slo, at('12:00'))).toMatchObject({ good: 2, total: 3, excluded: 0 })
})
