/** The worked example of M6 in SLIS.md, by the way users take, and limits that change or come late. Times are mm:ss. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { clockFrom, eventsOf } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'm06-token-lifetime'
const at = clockFrom({ hours_ago: 3 })
const { event, issuance } = eventsOf(at)

const issued = (ttl_s: number | null, role = 'reader', time = '0:00') =>
  issuance(time, { outcome: 'success', ttl_s, role })
const allowed = (max_ttl_s: number | null, role: string, time = '-1:00') =>
  event('link_lifecycle', time, { transition: 'granted', max_ttl_s, role })

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
beforeEach(() => path.empty())
afterAll(() => path.close())

const report = () => path.report(slo, at('60:00'))

test('a token may live as long as its link allows, else five minutes', async () => {
  await path.tell([
    ...[300, 300, 900, null].map((ttl_s) => issued(ttl_s)),
    allowed(3_600, 'long'),
    issued(3_600, 'long'),
    allowed(100, 'short'),
    issued(200, 'short'),
  ])
  const entry = await report()
  expect(entry).toMatchObject({ kind: 'ratio', objective: 0.5, status: 'met', good: 3, total: 5, ratio: 0.6 })
  expect(entry.breakdown).toEqual({ over_link_limit: 1, over_300_s: 1, unknown_ttl: 1 })
  // Of 200, 300, 300, 900 and 3,600 s, within 1 %.
  expect((entry.values['p50_seconds'] ?? 0) / 300).toBeCloseTo(1, 1)
  expect((entry.values['max_seconds'] ?? 0) / 3_600).toBeCloseTo(1, 1)
})

test('the limit is the last one stated before the issuance, by whatever step', async () => {
  await path.tell([
    allowed(3_600, 'r', '-3:00'),
    allowed(null, 'r', '-2:00'),
    issued(3_600, 'r', '0:00'),
    allowed(600, 'r', '1:00'),
    issued(3_600, 'r', '2:00'),
    issued(600, 'r', '2:00'),
    // Of another link.
    allowed(7_200, 'other', '-1:00'),
  ])
  expect(await report()).toMatchObject({
    good: 2,
    total: 3,
    breakdown: { over_link_limit: 1, over_300_s: 0 },
  })
})

test('a limit of last year still holds, and holds also when it is told late', async () => {
  await path.tell([issued(3_600)])
  expect(await report()).toMatchObject({ good: 0, total: 1, breakdown: { over_300_s: 1 } })
  const days = (count: number) => `-${count * 1_440}:00`
  expect(await path.tell([allowed(3_600, 'reader', days(399))])).toMatchObject({ stored: 1 })
  expect(await report()).toMatchObject({ good: 1, total: 1 })
  await path.tell([allowed(60, 'reader', days(30))])
  expect(await report()).toMatchObject({ good: 0, total: 1, breakdown: { over_link_limit: 1 } })
})

test('what failed issued nothing, and a token told twice is one', async () => {
  const token = { outcome: 'success', ttl_s: 900, token_id: 't' }
  const told = issuance('0:00', token)
  await path.tell([told, told, issuance('0:00', { outcome: 'auth_error', ttl_s: 100 })])
  expect(await report()).toMatchObject({ good: 0, total: 1 })
})
