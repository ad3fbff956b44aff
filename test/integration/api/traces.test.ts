/** One correlation id, from its exchange to its revocation; and the reviews, by hand. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reviewText } from '../../../src/commands/report-reviews.ts'
import { simulate } from '../../../src/simulator/simulate.ts'
import { startApi, type TestApi } from '../../support/api.ts'
import { type Measuring, openMeasuring } from '../../support/measuring.ts'
import { smallPlan } from '../../support/simulated-history.ts'

const ID = '0af7651916cd43dd8448eb211c80319c'
const now = Date.now() - 120_000
const link = { source_account: '111111111111', target_account: '222222222222', role: 'reader' }

let measuring: Measuring
let api: TestApi
beforeAll(async () => {
  measuring = await openMeasuring()
  const at = (s: number) => ({ time: now + s * 1_000, ...link, correlation_id: ID })
  await measuring.tell([
    { kind: 'token_issuance', event_id: 'e1', ...at(0), request_id: 'x', attempt: 1, outcome: 'throttled' },
    {
      kind: 'token_issuance',
      event_id: 'e2',
      ...at(1),
      request_id: 'x',
      attempt: 2,
      outcome: 'success',
      token_id: 't',
    },
    {
      kind: 'action',
      event_id: 'e3',
      ...at(2),
      request_id: 'r',
      token_id: 't',
      operation: 's3:GetObject',
      outcome: 'success',
    },
    // Neither of these carries the id: one is told by its request, the other by its token.
    {
      kind: 'audit',
      event_id: 'e4',
      ...at(3),
      correlation_id: '',
      request_id: 'r',
      operation: 's3:GetObject',
      decision: 'allow',
    },
    { kind: 'revocation', event_id: 'e5', ...at(4), correlation_id: '', scope: 'token', token_id: 't' },
    {
      kind: 'action',
      event_id: 'e6',
      ...at(5),
      correlation_id: 'another',
      request_id: 'q',
      outcome: 'success',
    },
    {
      kind: 'link_lifecycle',
      event_id: 'l1',
      ...at(-60),
      transition: 'granted',
      permissions: ['s3:GetObject', 'iam:PassRole'],
    },
  ])
  api = await startApi(measuring.store, measuring.slis)
})
afterAll(async () => {
  await api.stop()
  await measuring.close()
})

test('a trace holds what carries the id, and what its requests and tokens lead to, in order', async () => {
  const { events } = (await api.get(`/traces/${ID}`)) as { events: { event_id: string }[] }
  expect(events.map(({ event_id }) => event_id)).toEqual(['e1', 'e2', 'e3', 'e4', 'e5'])
})

test('an id that nobody sent has no events', async () => {
  expect(await api.get('/traces/nothing')).toEqual({ correlation_id: 'nothing', events: [] })
})

test('the weekly review names a link without an owner, as a table and in the API alike', async () => {
  const table = await reviewText(measuring.store, 'weekly', 'table')
  expect(table).toContain('1 unowned')
  expect(table).toMatch(/111111111111 → 222222222222 +reader +– +granted .* unowned, without consent/)
  expect(JSON.parse(await reviewText(measuring.store, 'weekly', 'json'))).toEqual(
    await api.get('/reviews/weekly'),
  )
})

test('the monthly review names a permission that nobody used', async () => {
  expect(await reviewText(measuring.store, 'monthly', 'table')).toMatch(/1 of 2 +iam:PassRole +–/)
  expect(await api.get('/reviews/monthly')).toMatchObject({ links: [{ granted_unused: ['iam:PassRole'] }] })
})

/** What a trace must hold, looked for in everything. */
const EVERYTHING = `
  WITH
    acted AS (SELECT * FROM actions WHERE correlation_id = {id:String}),
    issued AS (SELECT * FROM token_issuances WHERE correlation_id = {id:String})
  SELECT kind, event_id
  FROM (
    SELECT time, 'token_issuance' AS kind, event_id FROM issued
    UNION ALL
    SELECT time, 'action', event_id FROM acted
    UNION ALL
    SELECT time, 'audit', event_id
    FROM audits
    WHERE correlation_id = {id:String}
      OR request_id IN (SELECT request_id FROM acted WHERE request_id != '')
      AND time >= (SELECT min(time) FROM acted) - INTERVAL 1 HOUR AND time <= (SELECT max(time) FROM acted) + INTERVAL 1 HOUR
    UNION ALL
    SELECT time, 'revocation', event_id
    FROM revocations
    WHERE correlation_id = {id:String}
      OR token_id != '' AND token_id IN (SELECT token_id FROM acted UNION DISTINCT SELECT token_id FROM issued)
  )
  ORDER BY time, kind, event_id`

// Last: what it tells would be in the reviews, too.
test('traces of a simulated history, with repeats, late records and second tellings, are what a search of everything finds', async () => {
  const to = now - 3_600_000
  const simulation = simulate({
    ...smallPlan(to),
    from: to - 86_400_000,
    events_target: 4_000,
    duplicate_ratio: 0.1,
    failures: [],
  })
  await measuring.tell([...simulation.messages()].map(({ value }) => JSON.parse(value.toString()) as object))
  const moved = {
    kind: 'action',
    event_id: 'moved',
    time: to,
    ...link,
    request_id: 'of moved',
    outcome: 'success',
  }
  const record = { kind: 'audit', request_id: 'of moved', ...link, decision: 'allow' }
  await measuring.tell([
    { ...moved, correlation_id: 'before' },
    { ...record, event_id: 'near', time: to + 3_599_000 },
    { ...record, event_id: 'far', time: to + 3_601_000 },
    // A revocation without an id is no trace's, and neither is what no token ties to it.
    { kind: 'revocation', event_id: 'other', time: to, ...link, scope: 'role' },
  ])
  await measuring.tell([{ ...moved, correlation_id: 'after', precedence: 1 }])
  const ids = await measuring.store.rows<{ id: string }>(
    `SELECT correlation_id AS id FROM (
       SELECT correlation_id FROM actions UNION ALL SELECT correlation_id FROM token_issuances
       UNION ALL SELECT correlation_id FROM audits UNION ALL SELECT correlation_id FROM revocations
     ) WHERE correlation_id != '' GROUP BY id ORDER BY cityHash64(id) LIMIT 40`,
  )
  const kinds = new Set<string>()
  for (const { id } of [...ids, { id: 'before' }, { id: 'after' }, { id: ID }]) {
    const { events } = (await api.get(`/traces/${encodeURIComponent(id)}`)) as {
      events: { kind: string; event_id: string }[]
    }
    expect(events.map(({ kind, event_id }) => ({ kind, event_id }))).toEqual(
      await measuring.store.rows(EVERYTHING, { id }),
    )
    for (const { kind } of events) kinds.add(kind)
  }
  expect([...kinds].toSorted()).toEqual(['action', 'audit', 'revocation', 'token_issuance'])
  const { events } = (await api.get('/traces/after')) as { events: { event_id: string }[] }
  expect(events.map(({ event_id }) => event_id)).toEqual(['moved', 'near'])
  expect(await api.get('/traces/before')).toEqual({ correlation_id: 'before', events: [] })
})
