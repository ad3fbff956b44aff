/** The worked example of M8 in SLIS.md, by the way users take, and what lies at its edges. Times are hh:mm. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clockFrom, eventsOf, target_account } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'm08-permission-drift'
/** Not on a month's first days: the changes of a test lie in one month. */
const at = clockFrom({ days_ago: new Date().getUTCDate() > 3 ? 2 : 9 }, 'hh:mm')
const { event, action } = eventsOf(at)

const change = (time: string, columns: object = {}) => event('policy_change', time, { role: 'R', ...columns })
const did = (principal: string, time: string, columns: object = {}) =>
  action(time, { role: 'R', principal, operation: 'read', outcome: 'success', ...columns })
const denied = (principal: string, time: string, columns: object = {}) =>
  did(principal, time, { outcome: 'auth_error', error_type: 'access_denied', ...columns })
const issued = (time: string, outcome: string) =>
  event('token_issuance', time, { role: 'R', principal: 'p1', mechanism: 'assume_role', outcome })

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

const example = [
  did('p1', '-14:00'),
  did('p3', '-14:00'),
  denied('p1', '10:20'),
  denied('p2', '10:30'),
  denied('p3', '11:30'),
]

test('a change is an incident once it denies a principal what it had done before; a planned one is none', async () => {
  const made = change('10:00')
  await path.tell([...example, made, made])
  const entry = await path.report(slo, at('23:00'))
  expect(entry).toMatchObject({ kind: 'count', objective: 1, status: 'met', good: 0, total: 1, ratio: null })
  expect(entry.breakdown).toEqual({ changes: 1, planned: 0 })
  expect(entry.budget).toMatchObject({ allowed: 1, consumed: 1, remaining_count: 0 })
  const columns = 'principals, operations, toUInt32(denials) AS times'
  const incidents = await path.run(
    ...['sql', `SELECT ${columns} FROM permission_incidents`, '--format', 'JSONEachRow'],
  )
  expect(JSON.parse(incidents)).toEqual({ principals: ['p1'], operations: ['read'], times: 1 })

  // The same change told again, with more trust: now it is known to be planned.
  await path.tell([{ ...made, planned: true, precedence: 1 }])
  const planned = await path.report(slo, at('23:00'))
  expect(planned).toMatchObject({ status: 'met', total: 0, breakdown: { changes: 1, planned: 1 } })
})

/** Edges, each in an account of its own: what is told, and how many incidents there are. */
const edges: [string, object[], number][] = [
  [
    'one however many it denies, and however often',
    [
      change('10:00'),
      ...['p1', 'p2'].flatMap((who) => [did(who, '9:00'), denied(who, '10:05'), denied(who, '10:06')]),
    ],
    1,
  ],
  [
    'charged to the latest change before the denial: here to a planned one',
    [did('p1', '9:00'), change('10:00'), change('10:10', { planned: true }), denied('p1', '10:20')],
    0,
  ],
  [
    'charged to the latest change on the role, not on another',
    [
      did('p1', '9:00'),
      change('10:00'),
      change('10:10', { planned: true, role: 'S' }),
      denied('p1', '10:20'),
    ],
    1,
  ],
  [
    'charged to the change before the denial, not to one after it',
    [did('p1', '9:00'), change('10:00'), denied('p1', '10:20'), change('10:21')],
    1,
  ],
  [
    'due to a change of the whole account',
    [did('p1', '9:00'), change('10:00', { role: '' }), denied('p1', '11:00')],
    1,
  ],
  ['not a denial just over an hour later', [did('p1', '9:00'), change('10:00'), denied('p1', '11:01')], 0],
  ['not of another role', [did('p1', '9:00'), change('10:00', { role: 'S' }), denied('p1', '10:20')], 0],
  [
    'not of another operation',
    [did('p1', '9:00', { operation: 'write' }), change('10:00'), denied('p1', '10:20')],
    0,
  ],
  // 10:00 less seven days is -158:00; -158:01 is a minute later, -159:59 a minute earlier.
  [
    'of what was done just under seven days before',
    [did('p1', '-158:01'), change('10:00'), denied('p1', '10:20')],
    1,
  ],
  [
    'not of what was done over seven days before',
    [did('p1', '-159:59'), change('10:00'), denied('p1', '10:20')],
    0,
  ],
  ['not of what was only done afterwards', [change('10:00'), denied('p1', '10:20'), did('p1', '10:40')], 0],
  [
    'a denied issuance as well',
    [issued('9:00', 'success'), change('10:00'), issued('10:01', 'auth_error')],
    1,
  ],
  [
    'due to the first telling of a change that a decision log tells every minute',
    ['9:00', '9:01', '10:00']
      .map((time) => ({ ...change(time), event_id: 'bundle' }))
      .concat(did('p1', '9:30') as never, denied('p1', '10:20') as never),
    0,
  ],
  [
    'two where two changes break something',
    [did('p1', '9:00'), change('10:00'), denied('p1', '10:20'), change('13:00'), denied('p1', '13:01')],
    2,
  ],
]

describe('an incident, in any order of arrival, is', () => {
  const accounts = edges.map((_, index) => String(300_000_000_000 + index))
  let counted: Map<string, number>

  beforeAll(async () => {
    await path.empty()
    const told = edges.flatMap(([, events], index) =>
      events.map((each) => ({ ...each, target_account: accounts[index] })),
    )
    // The evidence comes late: first every other event, from the last to the first, then the rest.
    const [early, late] = [
      told.filter((_, index) => index % 2 === 0),
      told.filter((_, index) => index % 2 === 1),
    ]
    await path.tell(early.toReversed())
    await path.report(slo, at('23:00'))
    await path.tell([...late, ...early])
    const { groups } = await path.report(slo, at('23:00'), { by: 'account' })
    counted = new Map(groups.map((group) => [group.key['target_account'] ?? '', group.total]))
  })

  test.each(edges.map(([name, , incidents], index) => [name, accounts[index] ?? '', incidents] as const))(
    '%s',
    (_, account, incidents) => expect(counted.get(account) ?? 0).toBe(incidents),
  )

  test('more than allowed where there are two in one account', async () => {
    const entry = await path.report(slo, at('23:00'))
    expect(entry).toMatchObject({ status: 'breached', total: 8, budget: { remaining_count: -1 } })
  })
})

test('an incident is excluded with its denials, and counts again once the exclusion is cancelled', async () => {
  await path.empty()
  await path.tell([...example, change('10:00')])
  const iso = (time: string) => new Date(at(time)).toISOString()
  const added = await path.run(
    ...['exclusion', 'add', '--kind', 'test_principal', '--principal', 'p1', '--from', iso('9:00')],
    ...['--to', iso('12:00'), '--author', 'ann', '--reason', 'a test', '--format', 'json'],
  )
  expect(await path.report(slo, at('23:00'))).toMatchObject({
    total: 0,
    excluded: 1,
    gross: { good: 0, total: 1 },
    groups: [],
  })
  const { id } = JSON.parse(added) as { id: string }
  await path.run('exclusion', 'cancel', id, '--author', 'ann')
  const restored = await path.report(slo, at('23:00'), { by: 'account' })
  expect(restored).toMatchObject({ total: 1, excluded: 0, groups: [{ key: { target_account }, total: 1 }] })
})
