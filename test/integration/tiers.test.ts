/** Tiers follow the events, in whatever order, number and company they arrive. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readSql } from '../../src/clickhouse/sql-file.ts'
import type { Store } from '../../src/clickhouse/store.ts'
import { type Measuring, openMeasuring, updateOne } from '../support/measuring.ts'
import { tierTables } from '../support/tier-tables.ts'
import { randomFrom, type Telling, traffic } from '../support/traffic.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const now = Date.now()
const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS

const m3 = 'm03-action-success'
const slos = [
  'm01-cross-account-auth-success',
  'm02-token-issuance-latency',
  m3,
  'm05-audit-delivery',
  'm10-correlation-propagation',
]

let measuring: Measuring
let store: Store

beforeAll(async () => {
  measuring = await openMeasuring()
  store = measuring.store
})

beforeEach(() => measuring.empty())

afterAll(() => measuring.close())

let events = 0
function action(time: number, columns: object = {}): object {
  events += 1
  const link = { source_account: '111111111111', target_account: '222222222222', role: 'reader' }
  return { kind: 'action', event_id: `a${events}`, time, outcome: 'success', ...link, ...columns }
}

/** Marks of the last second are looked at again, since their insert may not have ended: lets them settle. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1100))
  await measuring.update(m3)
}

async function number(sql: string): Promise<number> {
  const [row] = await store.rows<{ number: number }>(`SELECT ${sql}`)
  return row?.number ?? Number.NaN
}

describe('the same events', () => {
  // All of it is over: what is told lies within three and a half hours of its start.
  const starts = [thisHour - 4 * HOUR_MS, thisHour - 30 * HOUR_MS, thisHour - 10 * DAY_MS]
  const told = traffic(randomFrom(1), starts, 40)
  let expected: Record<string, object>

  async function tellAll(tellings: readonly Telling[]): Promise<void> {
    for (const source of ['cloudtrail', 'native'] as const) {
      const records = tellings.filter((telling) => telling.source === source).map(({ record }) => record)
      await measuring.tell(records, source)
    }
  }

  async function tablesAfter(batches: readonly (readonly Telling[])[]): Promise<Record<string, object>> {
    await measuring.empty()
    for (const batch of batches) {
      await tellAll(batch)
      for (const slo of slos) await measuring.update(slo)
    }
    const tables: Record<string, object> = {}
    for (const slo of slos) tables[slo] = await tierTables(store, slo)
    return tables
  }

  beforeAll(async () => {
    expected = await tablesAfter([told])
  })

  test('fill every tier of every SLO', () => {
    for (const [slo, tables] of Object.entries(expected)) {
      for (const [tier, rows] of Object.entries(tables)) {
        expect(rows.length, `${slo}, ${tier}`).toBeGreaterThan(0)
      }
    }
  })

  test.each([3, 4])(
    'in any order, in heaps and one by one, give the same tables (seed %i)',
    async (seed) => {
      const random = randomFrom(seed)
      const shuffled = random.shuffle(told)
      const first = random.below(shuffled.length - 10)
      const heaps = [shuffled.slice(0, first), shuffled.slice(first, -8), shuffled.slice(0, 20)]
      const oneByOne = shuffled.slice(-8).map((telling) => [telling])
      expect(await tablesAfter([...heaps, ...oneByOne])).toEqual(expected)
    },
    180_000,
  )

  test('computed twice, and by two replicas at once, give the same tables', async () => {
    await measuring.empty()
    await tellAll(told)
    await Promise.all([measuring.update(m3), measuring.update(m3)])
    expect(await tierTables(store, m3)).toEqual(expected[m3])
    await measuring.update(m3)
    expect(await tierTables(store, m3)).toEqual(expected[m3])
  })

  test('give the same tables when a run dies at any of its statements and another one follows', async () => {
    await measuring.empty()
    await tellAll(told.slice(0, 200))
    await measuring.update(m3)
    await tellAll(told)
    for (let survived = 0; await diesAfter(survived); survived += 2);
    expect(await tierTables(store, m3)).toEqual(expected[m3])
  })

  /** Runs an update that dies at a statement; false when it needs no more statements than that. */
  async function diesAfter(statements: number): Promise<boolean> {
    let left = statements
    const mortal: Store = {
      ...store,
      run: async (sql, parameters) => {
        if (left === 0) throw new Error('killed')
        left -= 1
        await store.run(sql, parameters)
      },
    }
    try {
      await updateOne(mortal, measuring.sli(m3))
      return false
    } catch (error) {
      expect(String(error)).toContain('killed')
      return true
    }
  }
})

test('an update that finds nothing new computes nothing', async () => {
  await measuring.tell([action(now - DAY_MS)])
  await measuring.update(m3)
  await settle()
  expect(await measuring.update(m3)).toEqual({ computed_s: 0, too_late_s: 0 })
})

test('an issuance that comes late moves an action to its true source, and its old link gets a row of zeros', async () => {
  // A day that is over: the present one is not rolled up.
  const time = thisHour - 26 * HOUR_MS
  await measuring.tell([action(time, { token_id: 't1' })])
  await measuring.update(m3)
  await measuring.tell([
    {
      kind: 'token_issuance',
      event_id: 'i1',
      time: time - 60_000,
      outcome: 'success',
      token_id: 't1',
      source_account: '333333333333',
      target_account: '222222222222',
      role: 'reader',
    },
  ])
  await measuring.update(m3)
  for (const tier of ['minute', 'hour', 'day']) {
    const links = await store.rows(
      `SELECT source_account, sum(total) AS total, count() AS rows FROM slo_links_${tier} FINAL
       WHERE slo = '${m3}' GROUP BY source_account ORDER BY source_account`,
    )
    expect(links, tier).toEqual([
      { source_account: '111111111111', total: 0, rows: 1 },
      { source_account: '333333333333', total: 1, rows: 1 },
    ])
  }
})

describe('an event that comes ten days late', () => {
  const hour = thisHour - 10 * DAY_MS
  const minute = hour + 30 * 60_000

  beforeEach(async () => {
    await measuring.tell([0, 1, 2, 3].map((hours) => action(hour + (hours - 1) * HOUR_MS)))
    await measuring.update(m3)
  })

  test('is counted in every tier', async () => {
    await measuring.tell([action(minute, { outcome: 'auth_error' })])
    await measuring.update(m3)
    const at = `toDateTime(${minute / 1000})`
    expect(
      await number(`(total, good) = (1, 0) AS number FROM slo_totals_minute FINAL WHERE minute = ${at}`),
    ).toBe(1)
    const inHour = `(total, good) = (2, 1) AS number`
    expect(await number(`${inHour} FROM slo_totals_hour FINAL WHERE hour = toStartOfHour(${at})`)).toBe(1)
    expect(await number(`${inHour} FROM slo_links_hour FINAL WHERE hour = toStartOfHour(${at})`)).toBe(1)
    expect(await number('sum(total) AS number FROM slo_links_day FINAL')).toBe(5)
    const evaluation = await measuring.evaluate(m3, now)
    expect(evaluation).toMatchObject({ good: 4, total: 5 })
    expect(await measuring.evaluateLinks(m3, now)).toMatchObject([{ good: 4, total: 5 }])
  })

  test('computes its hour anew and no other', async () => {
    const versions = () =>
      store.rows<{ hour_s: number; version: string }>(
        'SELECT toUnixTimestamp(hour) AS hour_s, version FROM slo_totals_hour FINAL ORDER BY hour',
      )
    await settle()
    const before = await versions()
    await measuring.tell([action(minute)])
    expect(await measuring.update(m3)).toEqual({ computed_s: 3600, too_late_s: 0 })
    const after = await versions()
    const changed = after.filter(({ version }, index) => version !== before[index]?.version)
    expect(changed.map(({ hour_s }) => hour_s)).toEqual([hour / 1000])
  })
})

test('a fresh event computes its own minute, and within five minutes of it those that tell of its request', async () => {
  const minute = Math.floor(now / 60_000) * 60_000 - 30 * 60_000
  const told = (request_id: string, minutes: number) => action(minute + minutes * 60_000, { request_id })
  await measuring.tell([
    told('r1', -6),
    told('r1', -5),
    told('r2', -4),
    told('r1', 5),
    told('', 1),
    told('r1', 6),
  ])
  await measuring.update(m3)
  await settle()
  await measuring.tell([told('r1', 0)])
  expect(await measuring.update(m3)).toEqual({ computed_s: 3 * 60, too_late_s: 0 })
})

describe('a grain that is under way', () => {
  const hour = thisHour - 2 * HOUR_MS
  /** The same store, by whose clock it is so late. */
  const at = (ms: number): Store => ({
    ...store,
    rows: (sql, parameters) =>
      sql === readSql('jobs/database-clock')
        ? store.rows(`SELECT ${ms / 1000}::Float64 AS now_s, ${ms / 1000 - 1}::Float64 AS settled_s`)
        : store.rows(sql, parameters),
  })
  const computedAt = async (slo: string, ms: number) =>
    (await updateOne(at(ms), measuring.sli(slo))).computed_s
  const minutes = () => number('uniqExact(minute) AS number FROM slo_totals_minute FINAL WHERE total > 0')

  /** Tells an action when it happens, by that clock, or before, by a clock that is ahead. */
  async function happens(ms: number, told_ms = ms): Promise<void> {
    await measuring.tell([action(ms)])
    await store.run(`INSERT INTO dirty_minutes
      SELECT 'action', toStartOfMinute(toDateTime64(${ms / 1000}, 3)), toDateTime64(${told_ms / 1000}, 3)`)
    await store.run(`ALTER TABLE dirty_minutes DELETE WHERE marked_at > toDateTime64(${now / 1000}, 3)
      SETTINGS mutations_sync = 1`)
  }

  test('is computed once it is over, and again for what comes after that', async () => {
    await happens(hour - 60_000)
    await happens(hour + 10_000)
    expect(await computedAt(m3, hour + 15_000)).toBeGreaterThan(0)
    expect(await minutes()).toBe(1)
    expect(await computedAt(m3, hour + 59_900)).toBe(0)
    await happens(hour + 59_950)
    expect(await computedAt(m3, hour + 60_100)).toBe(60)
    expect(await number('sum(total) AS number FROM slo_totals_minute FINAL')).toBe(3)
    await happens(hour + 65_000)
    // What came in the last second before a run is looked at again.
    expect(await computedAt(m3, hour + 75_000)).toBe(60)
    expect(await computedAt(m3, hour + 90_000)).toBe(0)
    expect(await minutes()).toBe(2)
    expect(await computedAt(m3, hour + 121_000)).toBe(60)
    expect(await minutes()).toBe(3)
    expect(await computedAt(m3, hour + 136_000)).toBe(0)
  })

  test('is computed once it is over, also where all of it was told before it began', async () => {
    await happens(hour - 120_000)
    await computedAt(m3, hour - 30_000)
    await happens(hour + 10_000, hour - 20_000)
    expect(await computedAt(m3, hour + 5_000)).toBe(0)
    expect(await computedAt(m3, hour + 40_000)).toBe(0)
    expect(await minutes()).toBe(1)
    expect(await computedAt(m3, hour + 61_000)).toBe(60)
    expect(await minutes()).toBe(2)
    expect(await computedAt(m3, hour + 76_000)).toBe(0)
  })

  test('is left alone, and not what a clock ahead told of the time after it', async () => {
    await happens(hour - 120_000)
    await computedAt(m3, hour - 30_000)
    await happens(hour + 70_000, hour - 20_000)
    expect(await computedAt(m3, hour + 5_000)).toBe(60)
    expect(await minutes()).toBe(2)
    expect(await computedAt(m3, hour + 20_000)).toBe(0)
    expect(await computedAt(m3, hour + 121_000)).toBe(60)
    expect(await computedAt(m3, hour + 181_000)).toBe(0)
  })

  test('is computed once it is over, an hour as well, though nothing was told in its last minutes', async () => {
    const m9 = 'm09-unauthorized-attempts'
    await happens(hour - HOUR_MS)
    await happens(hour + 600_000)
    await computedAt(m9, hour + 660_000)
    const hours = () => number('uniqExact(minute) AS number FROM slo_totals_minute FINAL')
    expect(await hours()).toBe(1)
    expect(await computedAt(m9, hour + HOUR_MS - 1_000)).toBe(0)
    expect(await computedAt(m9, hour + HOUR_MS + 1_000)).toBe(3600)
    expect(await hours()).toBe(2)
    expect(await computedAt(m9, hour + HOUR_MS + 61_000)).toBe(0)
  })
})

test('an issuance that comes late computes the minutes of the actions its token took, and no others', async () => {
  const minute = Math.floor(now / 60_000) * 60_000 - 150 * 60_000
  await measuring.tell([
    ...[60, 70, 80].map((later) => action(minute + later * 60_000, { token_id: later === 70 ? 't1' : 't2' })),
    action(minute + 90 * 60_000),
  ])
  await measuring.update(m3)
  await settle()
  const link = { source_account: '333333333333', target_account: '222222222222', role: 'reader' }
  await measuring.tell([
    { kind: 'token_issuance', event_id: 'i1', time: minute, outcome: 'success', token_id: 't1', ...link },
  ])
  expect(await measuring.update(m3)).toEqual({ computed_s: 60, too_late_s: 0 })
  expect(
    await store.rows(
      `SELECT source_account, sum(total) AS total FROM slo_links_minute FINAL
       WHERE slo = '${m3}' GROUP BY source_account ORDER BY source_account`,
    ),
  ).toEqual([
    { source_account: '111111111111', total: 3 },
    { source_account: '333333333333', total: 1 },
  ])
})

test('an audit record computes the minute of the action that it tells of, an hour around it, and no other', async () => {
  const m5 = 'm05-audit-delivery'
  const minute = Math.floor(now / 60_000) * 60_000 - 100 * 60_000
  const of = (request_id: string, later: number) => action(minute + later * 60_000, { request_id })
  await measuring.tell([of('r1', 0), of('r2', 20), of('r2', 50), of('', 30)])
  await measuring.update(m5)
  await new Promise((resolve) => setTimeout(resolve, 1100))
  await measuring.update(m5)
  const record = { kind: 'audit', target_account: '222222222222' }
  const at = minute + 55 * 60_000
  await measuring.tell([
    { ...record, event_id: 'x1', audit_id: 'x1', time: at, delivered_at: at, request_id: 'r2' },
    { ...record, event_id: 'x2', audit_id: 'x2', time: at, delivered_at: at, request_id: '' },
    { ...record, event_id: 'x3', audit_id: 'x3', time: at, delivered_at: at, request_id: 'r3' },
  ])
  expect(await measuring.update(m5)).toEqual({ computed_s: 120, too_late_s: 0 })
  // The first action of the request has the only record, 35 minutes late; the second has none.
  expect(
    await number(`(sum(breakdown['late']), sum(breakdown['missing'])) = (1, 2) AS number
      FROM slo_totals_minute FINAL WHERE slo = '${m5}'`),
  ).toBe(1)
})

test('links of an old hour hold all of it, where the events that are judged lie apart in it', async () => {
  const m4 = 'm04-time-to-revoke'
  const hour = thisHour - 10 * DAY_MS
  const link = { source_account: '111111111111', target_account: '222222222222', role: 'reader' }
  const told = [5, 40].map((later) => ({
    ...{ kind: 'revocation', event_id: `v${later}`, revocation_id: `v${later}`, time: hour + later * 60_000 },
    ...{ scope: 'token', severity: 'critical', token_id: `t${later}`, requested_by: 'security' },
    ...link,
  }))
  const uses = [5, 40].map((later) =>
    action(hour + later * 60_000 + 10_000, { token_id: `t${later}`, outcome: 'auth_error' }),
  )
  await measuring.tell([...told, ...uses])
  await measuring.update(m4)
  for (const table of ['slo_totals_hour', 'slo_links_hour', 'slo_links_day']) {
    expect(await number(`sum(total) AS number FROM ${table} FINAL WHERE slo = '${m4}'`), table).toBe(2)
  }
})

test.each([
  ['what there is', Math.ceil(now / 60_000) * 60_000 + 10 * 60_000],
  ['what links tell by the hour', Math.ceil(now / HOUR_MS) * HOUR_MS - 3 * DAY_MS],
])('an event in the last second of %s is counted, with the token that tells whose it is', async (_, end) => {
  // ClickHouse skips parts that begin in the last second before a bound compared the wrong way.
  await measuring.tell([action(end - 400, { token_id: 't1', source_account: '' })])
  const link = { source_account: '111111111111', target_account: '222222222222', role: 'reader' }
  const issuance = { kind: 'token_issuance', event_id: 'i1', outcome: 'success', token_id: 't1' }
  await measuring.tell([{ ...issuance, ...link, time: end - 500 }])
  await measuring.update(m3)
  expect(await number(`sum(total) AS number FROM slo_totals_minute FINAL WHERE slo = '${m3}'`)).toBe(1)
})

test('an event from a clock that is ahead is reached by what comes late', async () => {
  const ahead = now + 10 * 60_000
  await measuring.tell([action(ahead, { token_id: 't1', source_account: '' })])
  await measuring.update(m3)
  const issuance = {
    kind: 'token_issuance',
    event_id: 'i1',
    time: ahead - 120_000,
    outcome: 'success',
    token_id: 't1',
  }
  await measuring.tell([
    { ...issuance, source_account: '111111111111', target_account: '222222222222', role: 'r' },
  ])
  await measuring.update(m3)
  expect(await number(`sum(total) AS number FROM slo_totals_minute FINAL WHERE slo = '${m3}'`)).toBe(1)
})

test('an event for an hour whose other events are no longer kept leaves its result alone', async () => {
  const hour = thisHour - 120 * DAY_MS
  const hour_s = hour / 1000
  for (const tier of ['minute', 'hour']) {
    await store.run(
      `INSERT INTO slo_totals_${tier} (slo, ${tier}, good, total, version)
       SELECT '${m3}', toDateTime(${hour_s}), 7, 8, now64(3) - INTERVAL 110 DAY`,
    )
  }
  await measuring.tell([action(hour + 60_000), action(hour - 2 * HOUR_MS)])
  expect(await measuring.update(m3)).toMatchObject({ too_late_s: 3600 })
  expect(
    await number(`sum(total) AS number FROM slo_totals_hour FINAL WHERE hour = toDateTime(${hour_s})`),
  ).toBe(8)
  // Two hours before, nothing was counted yet.
  expect(await number('sum(total) AS number FROM slo_totals_hour FINAL')).toBe(9)
})
