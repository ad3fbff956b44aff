/** The worked example of M4 in SLIS.md, by the way users take, and what else a revocation can meet. Times are mm:ss. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { clockFrom, eventsOf } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'm04-time-to-revoke'
const at = clockFrom({ hours_ago: 3 })
const { action, event, issuance } = eventsOf(at)

/** A token issued five minutes before 00:00; it lives for an hour unless said. */
const token = (token_id: string, columns: object = {}) =>
  issuance('-5:00', { token_id, outcome: 'success', ttl_s: 3_600, ...columns })
const revoked = (token_id: string, columns: object = {}) =>
  event('revocation', '0:00', { token_id, ...columns })
const success = (token_id: string, time: string) => action(time, { token_id, outcome: 'success' })
const denial = (token_id: string, time: string) =>
  action(time, { token_id, outcome: 'auth_error', error_type: 'access_denied' })

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
beforeEach(() => path.empty())
afterAll(() => path.close())

/** Good, bad and undecided at 60:00, when nothing is pending any more. */
async function verdicts() {
  const { good, total, excluded, pending, breakdown } = await path.report(slo, at('60:00'))
  expect(pending).toBe(0)
  return { good, bad: total - good, excluded, unproven: breakdown['unproven'] ?? 0 }
}
const none = { good: 0, bad: 0, excluded: 0, unproven: 0 }

describe('the worked example', () => {
  const inRoleOf = (name: string, told: object) => ({ ...told, role: name })
  const told = [
    ...['a', 'b', 'c', 'd', 'f'].flatMap((id) => [token(id), revoked(id)]),
    denial('a', '0:12'),
    denial('b', '0:10'),
    success('b', '0:20'),
    denial('b', '0:41'),
    success('c', '0:31'),
    // Issued at −5:00, it expires at 00:25.
    token('e', { ttl_s: 325 }),
    revoked('e'),
    success('f', '0:10'),
    inRoleOf('g', event('revocation', '0:00', { scope: 'link' })),
    inRoleOf('g', issuance('0:35', { token_id: 'g', outcome: 'success', ttl_s: 3_600 })),
    inRoleOf('g', success('g', '0:40')),
  ]

  test('judges by the last success, by the denials after it, or else by expiry', async () => {
    await path.tell(told)
    const report = await path.report(slo, at('60:00'), { by: 'link' })
    expect(report).toMatchObject({ kind: 'ratio', good: 2, total: 4, ratio: 0.5, pending: 0, excluded: 0 })
    expect(report.breakdown).toEqual({ still_allowed: 1, slow: 1, expired: 1, unproven: 3 })
    // 12 s, 25 s and 41 s.
    expect(report.values['p50_seconds']).toBeCloseTo(25, 0)
    expect(report.values['max_seconds']).toBeCloseTo(41, 0)
    expect(report.groups).toMatchObject([{ key: { role: 'reader' }, good: 2, total: 4 }])
  })

  test('comes out the same whatever the order, told twice', async () => {
    await path.tell([...told].reverse())
    await path.report(slo, at('60:00'))
    expect(await path.tell(told)).toMatchObject({ stored: 0, rejected: 0 })
    expect(await verdicts()).toEqual({ ...none, good: 2, bad: 2, unproven: 3 })
  })

  test('what is undecided is pending for a quarter of an hour', async () => {
    await path.tell(told)
    expect(await path.report(slo, at('10:00'))).toMatchObject({ good: 2, total: 4, pending: 3 })
    expect(await path.report(slo, at('20:00'))).toMatchObject({ good: 2, total: 4, pending: 0 })
  })
})

describe('evidence', () => {
  test('that comes late changes the verdict', async () => {
    await path.tell([token('t'), revoked('t')])
    expect(await verdicts()).toEqual({ ...none, unproven: 1 })
    await path.tell([denial('t', '0:12')])
    expect(await verdicts()).toEqual({ ...none, good: 1 })
    await path.tell([success('t', '14:59')])
    const { good, total, breakdown } = await path.report(slo, at('60:00'))
    expect({ good, total, breakdown }).toMatchObject({
      good: 0,
      total: 1,
      breakdown: { still_allowed: 1, unproven: 0 },
    })
  })

  test('counts from the request to 15 minutes after it; 30 s are in time, a millisecond more is not', async () => {
    await path.tell([
      ...['at once', 'in time', 'late', 'too late to tell'].flatMap((id) => [token(id), revoked(id)]),
      denial('at once', '0:00'),
      success('in time', '0:30'),
      denial('in time', '0:30.001'),
      success('late', '0:30.001'),
      success('too late to tell', '15:00.001'),
    ])
    const report = await path.report(slo, at('60:00'))
    expect(report).toMatchObject({ good: 1, total: 3 })
    expect(report.breakdown).toEqual({ still_allowed: 1, slow: 1, expired: 0, unproven: 1 })
  })

  test('is neither an outcome that is not known nor one that says nothing of the token', async () => {
    await path.tell([
      token('t'),
      revoked('t'),
      ...['unknown', 'throttled', 'service_error', 'business_error'].map((outcome) =>
        action('1:00', { token_id: 't', outcome }),
      ),
    ])
    expect(await verdicts()).toEqual({ ...none, unproven: 1 })
  })

  test('is given by a token without a known issuance for itself, not for its role', async () => {
    await path.tell([
      revoked('t'),
      event('revocation', '0:00', { scope: 'role' }),
      event('revocation', '0:00', { scope: 'link' }),
      denial('t', '0:10'),
    ])
    expect(await verdicts()).toEqual({ ...none, good: 1, unproven: 2 })
  })

  test('is given by the tokens of a role for every source, by those of a link for its own', async () => {
    const other = { source_account: '333333333333' }
    await path.tell([
      token('ours'),
      token('theirs', other),
      event('revocation', '0:00', { scope: 'role' }),
      event('revocation', '0:00', { scope: 'link' }),
      event('revocation', '0:00', { scope: 'link', ...other }),
      denial('ours', '0:10'),
      success('theirs', '0:40'),
    ])
    expect(await verdicts()).toEqual({ ...none, good: 1, bad: 2 })
  })
})

describe('expiry', () => {
  test('needs every token alive to expire, and to be known to', async () => {
    const ofRole = (role: string, lifetimes: (number | null)[]) => [
      ...lifetimes.map((ttl_s, index) => token(`${role} ${index}`, { role, ttl_s })),
      event('revocation', '0:00', { role, scope: 'role' }),
    ]
    await path.tell([
      // They expire at −1:00, 00:10 and 00:30.
      ...ofRole('all expire', [240, 310, 330]),
      ...ofRole('one lives on', [310, 331]),
      ...ofRole('one is not known', [310, null]),
      ...ofRole('all had expired', [240]),
    ])
    const report = await path.report(slo, at('60:00'))
    expect(report.breakdown).toEqual({ still_allowed: 0, slow: 0, expired: 1, unproven: 3 })
    expect(report.values['max_seconds']).toBeCloseTo(30, 0)
  })
})

describe('counted are', () => {
  test('critical revocations across accounts', async () => {
    await path.tell([
      token('t'),
      denial('t', '0:10'),
      revoked('t', { severity: 'normal' }),
      revoked('t', { source_account: '222222222222' }),
    ])
    expect(await path.report(slo, at('60:00'))).toMatchObject({ status: 'no_data', total: 0 })
  })

  test('those that leave it to their token, or to the tokens of their role, to say whose they are', async () => {
    await path.tell([
      token('t'),
      denial('t', '0:10'),
      revoked('t', { source_account: '', target_account: '', role: '' }),
      event('revocation', '0:00', { scope: 'role', source_account: '' }),
      // Nothing tells whose this one is.
      revoked('never seen', { source_account: '' }),
    ])
    const { groups } = await path.report(slo, at('60:00'), { by: 'link' })
    expect(groups).toMatchObject([
      {
        key: { source_account: '111111111111', role: 'reader', target_account: '222222222222' },
        good: 2,
        total: 2,
      },
    ])
  })

  test('not those that an exclusion covers: gross has them', async () => {
    await path.tell([token('t'), revoked('t'), success('t', '0:40')])
    await path.run(
      ...[
        'exclusion',
        'add',
        '--kind',
        'maintenance',
        '--author',
        'a',
        '--reason',
        'r',
        '--account',
        '222222222222',
      ],
      ...['--from', new Date(at('0:00')).toISOString(), '--to', new Date(at('1:00')).toISOString()],
    )
    const report = await path.report(slo, at('60:00'))
    expect(report).toMatchObject({ good: 0, total: 0, excluded: 1, gross: { good: 0, total: 1 } })
  })
})
