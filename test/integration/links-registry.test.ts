/** What the registry says of links, by small cases: who declared them, how they were used, what that risks. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const MINUTE_S = 60
const HOUR_S = 3_600
const DAY_S = 86_400

const link = { source_account: '111111111111', role: 'reader', target_account: '222222222222' }
/** All that a declared link needs so that nothing is wrong with it. */
const declared = {
  link_id: 'l1',
  owner: 'ann',
  team: 'payments',
  purpose: 'reports',
  consent_id: 'c1',
  consented_by: 'bob',
  permissions: ['s3:GetObject'],
  max_ttl_s: 900,
}

let measuring: Measuring
let events = 0
/** What happened some seconds ago did so before this moment: the start of the test. */
let now = 0

beforeAll(async () => {
  measuring = await openMeasuring()
})

beforeEach(async () => {
  await measuring.empty()
  now = Date.now()
})

afterAll(() => measuring.close())

function event(kind: string, ago_s: number, columns: object): object {
  events += 1
  return { kind, event_id: `e${events}`, time: now - ago_s * 1000, ...link, ...columns }
}
const step = (transition: string, ago_s: number, columns: object = {}) =>
  event('link_lifecycle', ago_s, { transition, ...columns })
const issuance = (ago_s: number, columns: object = {}) =>
  event('token_issuance', ago_s, { outcome: 'success', ttl_s: 300, ...columns })
const action = (ago_s: number, columns: object = {}) =>
  event('action', ago_s, { outcome: 'success', operation: 's3:GetObject', ...columns })
/** Declared, granted and activated a while ago. */
const active = (ago_s: number, columns: object = {}) => [
  step('granted', ago_s, { ...declared, ...columns }),
  step('activated', ago_s - 1, columns),
]

async function linksAfter(...records: object[]): Promise<Record<string, unknown>[]> {
  await measuring.tell(records)
  return measuring.store.rows('SELECT * FROM links ORDER BY source_account, role, target_account')
}
async function linkAfter(...records: object[]): Promise<Record<string, unknown>> {
  const [only = {}, ...others] = await linksAfter(...records)
  expect(others).toEqual([])
  return only
}

describe('what is declared', () => {
  test('a link that is owned, agreed to, granted and used as granted risks nothing', async () => {
    const seen = await linkAfter(...active(2 * HOUR_S), issuance(HOUR_S), action(HOUR_S - 5))
    expect(seen).toMatchObject({
      ...link,
      ...flags(),
      owner: 'ann',
      state: 'active',
      risk_parts: {},
      risk_score: 0,
    })
    expect(seen).toMatchObject({
      operations_used: ['s3:GetObject'],
      granted_unused: [],
      used_not_granted: [],
    })
  })

  test('the time to grant runs from the request to its grant, in the newest cycle', async () => {
    const steps = [
      step('requested', 10 * DAY_S, declared),
      step('granted', 9 * DAY_S),
      step('revoked', 8 * DAY_S),
      step('requested', 2 * HOUR_S),
      step('consented', 90 * MINUTE_S),
    ]
    expect(await linkAfter(...steps)).toMatchObject({
      state: 'consented',
      granted_at: null,
      time_to_grant_s: null,
    })
    const granted = await linkAfter(step('granted', 30 * MINUTE_S))
    expect(granted).toMatchObject({ state: 'granted', age_days: 10, time_to_grant_s: 90 * MINUTE_S })
  })

  test.each([
    [['requested'], 'requested'],
    [['requested', 'consented'], 'consented'],
    [['granted', 'activated'], 'active'],
    [['granted', 'activated', 'suspended'], 'suspended'],
    [['granted', 'suspended', 'reinstated'], 'active'],
    [['granted', 'owner_changed', 'permissions_changed'], 'granted'],
    [['granted', 'activated', 'consent_revoked'], 'consent_revoked'],
    [['granted', 'revoked'], 'revoked'],
  ])('after %j it is %s', async (transitions, state) => {
    const steps = transitions.map((transition, index) => step(transition, 100 - index))
    expect(await linkAfter(...steps)).toMatchObject({ state })
  })

  test('a role that IAM deletes ends every link through it', async () => {
    const others = active(DAY_S, { source_account: '333333333333' })
    const seen = await linksAfter(
      ...active(DAY_S),
      ...others,
      step('revoked', HOUR_S, { source_account: '' }),
    )
    expect(seen).toMatchObject([{ state: 'revoked' }, { source_account: '333333333333', state: 'revoked' }])
  })

  test('the owner is the last one told; an owner who leaves without another leaves it unowned', async () => {
    const seen = await linkAfter(...active(DAY_S), step('owner_changed', HOUR_S, { owner: 'eve' }))
    expect(seen).toMatchObject({ owner: 'eve', unowned: false })
    const left = await linkAfter(step('owner_changed', MINUTE_S, { owner: '' }))
    expect(left).toMatchObject({ owner: '', unowned: true, risk_parts: { unowned: 10 } })
  })

  test('without a record of consent, or with one taken back, it is without consent', async () => {
    const never = await linkAfter(...active(DAY_S, { consent_id: '', consented_by: '' }))
    expect(never).toMatchObject({ without_consent: true, risk_parts: { without_consent: 15 } })
    await measuring.empty()
    const taken = await linkAfter(...active(DAY_S), step('consent_revoked', HOUR_S))
    // It grants nothing any more, and nobody uses it.
    expect(taken).toMatchObject({ state: 'consent_revoked', without_consent: true, risk_score: 0 })
  })
})

describe('what is used', () => {
  test('an undeclared link in use is in the registry, with all that it lacks', async () => {
    expect(await linkAfter(action(HOUR_S))).toMatchObject({
      ...link,
      state: 'undeclared',
      ...flags('undeclared_in_use', 'unowned', 'without_consent'),
      declared_at: null,
      risk_parts: { undeclared_in_use: 35, unowned: 10, without_consent: 15, long_tokens: 5 },
      risk_score: 65,
    })
  })

  test('who was denied has used nothing, and neither has who stays in one account', async () => {
    const denied = { outcome: 'auth_error', error_type: 'access_denied' }
    const inside = { source_account: link.target_account }
    expect(
      await linksAfter(action(60, denied), issuance(60, denied), action(60, inside), issuance(60, inside)),
    ).toEqual([])
  })

  test('an action counts for the account its token was issued to, in whatever order the two are told', async () => {
    const own = { source_account: link.target_account, token_id: 't1' }
    const later = action(50, { ...own, operation: 's3:PutObject', event_id: 'again' })
    expect(await linksAfter(action(90, own))).toEqual([])
    const seen = await linkAfter(issuance(100, { token_id: 't1' }), later, later)
    expect(seen).toMatchObject({
      ...link,
      operations_used: ['s3:GetObject', 's3:PutObject'],
      last_used: new Date(now - 50_000).toISOString(),
    })
  })

  test.each([
    ['29 days', 29, [], {}],
    ['31 days', 31, ['unused_30d'], { unused: 5 }],
    ['91 days', 91, ['unused_30d', 'unused_90d'], { unused: 10 }],
  ])('last used %s ago', async (_, days, unused, risk_parts) => {
    const seen = await linkAfter(...active(200 * DAY_S), issuance(days * DAY_S), action(days * DAY_S - 5))
    expect(seen).toMatchObject({ ...flags(...unused), risk_parts })
  })

  test('a link granted yesterday and never used is not unused yet; one granted 40 days ago is', async () => {
    expect(await linkAfter(...active(DAY_S))).toMatchObject({ unused_30d: false, last_used: null })
    await measuring.empty()
    expect(await linkAfter(...active(40 * DAY_S))).toMatchObject({
      unused_30d: true,
      risk_parts: { unused: 5, granted_unused: 5 },
      risk_score: 10,
    })
  })

  test('expired, and used all the same', async () => {
    const expires_at = now - DAY_S * 1000
    const idle = await linkAfter(...active(9 * DAY_S, { expires_at }), issuance(2 * DAY_S))
    expect(idle).toMatchObject({ state: 'expired', expired_in_use: false, risk_score: 0 })
    const used = await linkAfter(issuance(HOUR_S), action(HOUR_S - 1))
    expect(used).toMatchObject({ state: 'expired', expired_in_use: true, risk_parts: { ended_in_use: 30 } })
  })

  test('revoked, and used after it', async () => {
    const before = await linkAfter(...active(DAY_S), action(3 * HOUR_S), step('revoked', 2 * HOUR_S))
    expect(before).toMatchObject({ state: 'revoked', not_granted_in_use: false, risk_score: 0 })
    const after = await linkAfter(action(HOUR_S))
    expect(after).toMatchObject({
      not_granted_in_use: true,
      risk_parts: { ended_in_use: 30 },
      risk_score: 30,
    })
  })

  test('permissions that nobody uses, and operations that nobody granted', async () => {
    const permissions = ['s3:Get*', 'sqs:SendMessage', 'kms:decrypt']
    const operations = ['s3:GetObject', 'kms:Decrypt', 's3:PutObject']
    const seen = await linkAfter(
      ...active(40 * DAY_S, { permissions }),
      ...operations.map((operation) => action(HOUR_S, { operation })),
    )
    expect(seen).toMatchObject({
      granted_unused: ['sqs:SendMessage'],
      used_not_granted: ['s3:PutObject'],
      risk_parts: { granted_unused: 5, used_not_granted: 15 },
      risk_score: 20,
    })
  })

  test('tokens outstanding: issued, their time not over, not revoked since', async () => {
    const issued = [
      issuance(60, { token_id: 'open' }),
      issuance(400, { token_id: 'over' }),
      issuance(60, { token_id: 'taken back' }),
      issuance(60, { token_id: 'of unknown life', ttl_s: null }),
      issuance(60, { token_id: 'refused', outcome: 'auth_error' }),
    ]
    const revocation = event('revocation', 30, {
      revocation_id: 'r1',
      scope: 'token',
      token_id: 'taken back',
    })
    const told = [...issued, revocation]
    expect(await linkAfter(...told, ...told)).toMatchObject({ tokens_outstanding: 1 })
    const whole = event('revocation', 20, { revocation_id: 'r2', scope: 'role', source_account: '' })
    expect(await linkAfter(whole)).toMatchObject({ tokens_outstanding: 0 })
    expect(await linkAfter(issuance(10, { token_id: 'since' }))).toMatchObject({ tokens_outstanding: 1 })
  })
})

describe('among others', () => {
  test('two roles between the same accounts overlap; one that has ended overlaps with nothing', async () => {
    const writer = { role: 'writer', owner: 'eve' }
    const both = await linksAfter(...active(DAY_S), ...active(DAY_S, writer))
    const overlapping = {
      overlapping: true,
      overlapping_links: 1,
      owners_of_pair: 2,
      risk_parts: { overlapping: 5 },
    }
    expect(both).toMatchObject([
      { role: 'reader', ...overlapping },
      { role: 'writer', ...overlapping },
    ])
    expect(await measuring.store.rows('SELECT * FROM overlapping_links')).toMatchObject([
      { links: 2, roles: ['reader', 'writer'], owners: ['ann', 'eve'], several_owners: true },
    ])
    const ended = await linksAfter(step('revoked', HOUR_S, { role: 'writer' }))
    expect(ended).toMatchObject([{ overlapping: false }, { overlapping: false }])
  })

  test('a token made with another makes a chain, each hop in order', async () => {
    const second = { source_account: link.target_account, target_account: '333333333333', role: 'deployer' }
    const seen = await linksAfter(
      ...active(DAY_S),
      ...active(DAY_S, second),
      issuance(60, { token_id: 'first' }),
      issuance(50, { ...second, token_id: 'second', parent_token_id: 'first' }),
    )
    expect(seen).toMatchObject([
      { chain_depth: 1, risk_parts: {} },
      { ...second, chain_depth: 2, risk_parts: { chained: 5 } },
    ])
    const first = { token_id: 'first', ...link }
    expect(await measuring.store.rows('SELECT * FROM role_chains')).toMatchObject([
      {
        token_id: 'second',
        depth: 2,
        origin_account: link.source_account,
        hops: [first, { token_id: 'second', ...second }],
      },
    ])
  })

  test('the risk is the sum of its parts, and its parts can reach 100', async () => {
    const wrong = {
      owner: '',
      consent_id: '',
      consented_by: '',
      max_ttl_s: 43_200,
      permissions: ['sqs:SendMessage'],
    }
    const [worst] = await linksAfter(
      ...active(40 * DAY_S, wrong),
      step('revoked', 2 * DAY_S),
      ...active(DAY_S, { role: 'writer' }),
      event('account', DAY_S, { account: link.target_account, criticality: 'critical' }),
      issuance(HOUR_S, { token_id: 'second', parent_token_id: 'first' }),
      action(HOUR_S - 1, { token_id: 'second' }),
    )
    expect(worst).toMatchObject({
      risk_score: 100,
      risk_parts: {
        ended_in_use: 30,
        without_consent: 15,
        used_not_granted: 15,
        unowned: 10,
        critical_target: 10,
        granted_unused: 5,
        long_tokens: 5,
        chained: 5,
        overlapping: 5,
      },
    })
  })
})

/** All flags false but those named. */
function flags(...named: string[]): Record<string, boolean> {
  const all = [
    'undeclared_in_use',
    'unused_30d',
    'unused_90d',
    'unowned',
    'without_consent',
    'expired_in_use',
    'not_granted_in_use',
    'overlapping',
  ]
  return Object.fromEntries(all.map((flag) => [flag, named.includes(flag)]))
}
