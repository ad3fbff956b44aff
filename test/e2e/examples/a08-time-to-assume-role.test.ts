/** The worked example of A8 in SLIS.md, by the way users take, and what lies at its edges. Times are mm:ss. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockFrom, eventsOf, source_account } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'a08-time-to-assume-role'
const at = clockFrom({ hours_ago: 3 })
const { issuance } = eventsOf(at)

const call = (latency_ms: number | null, columns: object = {}) =>
  issuance('0:00', { mechanism: 'assume_role', outcome: 'success', latency_ms, ...columns })

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

test('without a latency there are no data; then a call is good up to two seconds', async () => {
  await path.tell([call(null)])
  expect(await path.report(slo, at('5:00'))).toMatchObject({ status: 'no_data', total: 0, ratio: null })

  const slow = call(2_100)
  await path.tell([call(400), call(1_900), call(2_000), slow, slow])
  const entry = await path.report(slo, at('5:00'), { by: 'account' })
  expect(entry).toMatchObject({
    kind: 'ratio',
    objective: 0.5,
    status: 'met',
    good: 3,
    total: 4,
    ratio: 0.75,
  })
  expect(entry.breakdown).toEqual({ clock_skew: 0 })
  expect(entry.values['p95_seconds']).toBeGreaterThan(1.97)
  expect(entry.values['p95_seconds']).toBeLessThan(2.13)
  expect(entry.groups).toMatchObject([{ key: { source_account }, good: 3, total: 4 }])

  // Clocks that disagree, another way to a token, and the account's own roles.
  await path.tell([
    call(-20),
    call(4_000_000),
    call(100, { mechanism: 'token_exchange' }),
    call(100, { mechanism: 'assume_role_with_web_identity', target_account: source_account }),
  ])
  expect(await path.report(slo, at('5:00'))).toMatchObject({
    good: 4,
    total: 5,
    breakdown: { clock_skew: 2 },
  })
})
