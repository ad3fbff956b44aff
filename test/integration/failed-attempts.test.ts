/** What failed, kept apart on insert: whatever is read of it is what the events themselves say, in whatever order they came. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/clickhouse/migrations.ts'
import { readSql } from '../../src/clickhouse/sql-file.ts'
import { allViews } from '../../src/clickhouse/views.ts'
import { sources } from '../../src/events/sources.ts'
import { simulate } from '../../src/simulator/simulate.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const to = Math.floor(Date.now() / 1_000) * 1_000
const from = to - 2 * DAY_MS
const link = { source_account: '111111111111', target_account: '222222222222', role: 'reader' }

let measuring: Measuring

beforeAll(async () => {
  measuring = await openMeasuring()
  const simulation = simulate({
    ...{ seed: 5, from, to, links: 20, events_target: 8_000, duplicate_ratio: 0.1 },
    failures: [
      { failure: 'F2', from: from + 10 * HOUR_MS, to: from + 14 * HOUR_MS },
      { failure: 'F6', from: from + 20 * HOUR_MS, to: from + 24 * HOUR_MS },
    ],
  })
  const records = [...simulation.messages()].map(({ value }) => JSON.parse(value.toString()) as object)
  for (let first = 0; first < records.length; first += 2_000) {
    await measuring.tell(records.slice(first, first + 2_000))
  }
  await measuring.tell(inTwoAccounts)
  // Each round is an insert of its own: which telling is stored first differs from event to event.
  for (const round of tellings) await measuring.tell(round)
})

afterAll(() => measuring.close())

/** Of an event: its outcome, precedence and phase. */
type Told = readonly [outcome: string, precedence?: number, phase?: string]

/** What is told of one event, one telling after another. */
const pairs: readonly (readonly Told[])[] = [
  [['auth_error'], ['success', 1]],
  [['success', 1], ['auth_error']],
  [['success'], ['auth_error', 1]],
  [
    ['auth_error', 1],
    ['success', 2],
    ['throttled', 1],
  ],
  [
    ['service_error', 3],
    ['unknown', 4],
  ],
  [['auth_error'], ['auth_error', 1, 'request']],
  [['auth_error', 0, 'request']],
  [['auth_error'], ['auth_error']],
  [['unknown'], ['business_error', 1], ['business_error', 1]],
]

/** Once now, and once a month late, by kind. */
const tellings = [0, 1, 2].map((round) =>
  ['action', 'token_issuance'].flatMap((kind) =>
    [0, 30].flatMap((days) =>
      pairs.flatMap((pair, index) => {
        const [outcome, precedence = 0, phase = 'whole'] = pair[round] ?? []
        const event = { kind, event_id: `pair-${index}-${days}`, time: to - days * DAY_MS - 60_000, ...link }
        return outcome === undefined
          ? []
          : [{ ...event, outcome, precedence, phase, error_type: `e${index}` }]
      }),
    ),
  ),
)

/** One id in two accounts: two actions, and one exchange. */
const inTwoAccounts = ['action', 'token_issuance'].flatMap((kind) =>
  ['222222222222', '333333333333'].map((target_account) => ({
    ...{ kind, event_id: 'in-two-accounts', time: to - 60_000, ...link },
    ...{ target_account, outcome: 'auth_error' },
  })),
)

/** As `failed_attempts FINAL`, from the events: what has a precedence only so that it hides other tellings, too. */
const FROM_THE_EVENTS = `(
  SELECT 'action' AS kind, event_id, time, source, source_account, target_account, role, principal, correlation_id,
    ingested_at, request_id, phase, token_id, operation, resource, '' AS mechanism, '' AS broker, outcome, error_type, source_ip
  FROM actions
  UNION ALL
  SELECT 'token_issuance', event_id, time, source, source_account, target_account, role, principal, correlation_id,
    ingested_at, request_id, phase, '', '', '', mechanism, broker, outcome, error_type, source_ip
  FROM token_issuances
)`

const failed = (table: string) => `
  SELECT toString(kind) AS what, event_id, time, toString(outcome) AS how, toString(phase) AS half, error_type, token_id,
    operation, resource, mechanism, broker, principal, source, source_account, target_account, role, correlation_id,
    request_id, source_ip
  FROM ${table}
  WHERE outcome NOT IN ('success', 'unknown')
  ORDER BY ALL`

async function isWhatTheEventsSay(): Promise<void> {
  const rows = await measuring.store.rows<{ event_id: string }>(failed('failed_attempts FINAL'))
  expect(rows).toEqual(await measuring.store.rows(failed(FROM_THE_EVENTS)))
  expect(rows.length).toBeGreaterThan(50)
}

test('each attempt that failed is there once, as the telling that counts has it', async () => {
  await isWhatTheEventsSay()
  const pairs = await measuring.store.rows(
    `SELECT event_id, toString(outcome) AS outcome FROM failed_attempts FINAL
     WHERE kind = 'action' AND event_id LIKE 'pair-%-30' AND outcome NOT IN ('success', 'unknown') AND phase != 'request'
     ORDER BY event_id`,
  )
  expect(pairs).toEqual([
    { event_id: 'pair-2-30', outcome: 'auth_error' },
    { event_id: 'pair-7-30', outcome: 'auth_error' },
    { event_id: 'pair-8-30', outcome: 'business_error' },
  ])
})

test('an id in two accounts is two actions, and one exchange', async () => {
  const rows = await measuring.store.rows(
    `SELECT toString(kind) AS kind, toString(target_account) AS account
     FROM failed_attempts FINAL WHERE event_id = 'in-two-accounts' ORDER BY ALL`,
  )
  expect(rows).toEqual([
    { kind: 'action', account: '222222222222' },
    { kind: 'action', account: '333333333333' },
    { kind: 'token_issuance', account: '333333333333' },
  ])
})

test('what succeeded, and was told once, is not there', async () => {
  const stored = await measuring.store.rows(
    `SELECT countIf(outcome IN ('success', 'unknown') AND precedence = 0) AS idle, count() < (SELECT count() / 4 FROM raw_actions) AS few
     FROM failed_attempts`,
  )
  expect(stored).toEqual([{ idle: 0, few: 1 }])
})

describe('gives what the events themselves give, and reads none of them:', () => {
  const asked = { from: from / 1_000, to: to / 1_000, most: 200 }
  const account = async () => {
    const [row] = await measuring.store.rows<{ account: string }>(
      "SELECT toString(target_account) AS account FROM actions WHERE outcome = 'auth_error' AND event_id NOT LIKE 'pair-%' LIMIT 1",
    )
    return row?.account ?? ''
  }
  const statements = ['denials', 'failures', 'exchange-failures'].map((name) => ({
    name,
    sql: readSql(`queries/api/${name}`),
  }))
  const view = allViews(Object.values(sources)).find(({ name }) => name === 'denied_attempts')
  const denied = (view?.sql ?? '').replace(/[\s\S]*? AS\n/, '').replace(/;\s*$/, '')

  test.each([...statements, { name: 'denied_attempts', sql: denied }])('$name', async ({ name, sql }) => {
    expect(sql).toContain('FROM failed_attempts FINAL')
    const ordered = sql.includes('ORDER BY') ? sql : `SELECT * FROM (${sql}) ORDER BY ALL`
    const fromEvents = ordered
      .replaceAll('failed_attempts FINAL', FROM_THE_EVENTS)
      .replaceAll(/FROM failed_attempts\b/g, `FROM ${FROM_THE_EVENTS}`)
    for (const narrowed of [
      { account: '', role: '' },
      { account: await account(), role: '' },
      { account: '', role: link.role },
    ]) {
      const rows = await measuring.store.rows(ordered, { ...asked, ...narrowed })
      expect(sorted(rows)).toEqual(sorted(await measuring.store.rows(fromEvents, { ...asked, ...narrowed })))
      if (narrowed.account === '' || name !== 'exchange-failures') expect(rows.length).toBeGreaterThan(0)
    }
    const plan = JSON.stringify(
      await measuring.store.rows(`EXPLAIN ${ordered}`, { ...asked, account: '', role: '' }),
    )
    expect(plan).toContain('failed_attempts')
    expect(plan).not.toMatch(/raw_/)
  })
})

test('a store from before has what failed until then, however often the migration is run', async () => {
  const { store } = measuring
  const views = allViews(Object.values(sources))
  for (const name of ['keep_failed_actions', 'keep_failed_token_issuances'])
    await store.run(`DROP VIEW ${name}`)
  await store.run('DROP TABLE failed_attempts')
  await measuring.tell([
    { kind: 'action', event_id: 'old', time: to - 5 * DAY_MS, ...link, outcome: 'throttled' },
  ])
  for (const _ of ['at first', 'again']) {
    await store.run(
      "DELETE FROM schema_migrations WHERE name = '053-failed-attempts' SETTINGS mutations_sync = 1",
    )
    expect(await migrate(store, { cluster: null, views })).toEqual(['053-failed-attempts'])
    await isWhatTheEventsSay()
  }
  await store.run('OPTIMIZE TABLE failed_attempts FINAL')
  await isWhatTheEventsSay()
  await measuring.tell([
    { kind: 'action', event_id: 'new', time: to - 60_000, ...link, outcome: 'throttled' },
  ])
  await isWhatTheEventsSay()
})

/** In an order of their own: rows that are equal in what they are sorted by come in any. */
function sorted(rows: readonly object[]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted()
}
