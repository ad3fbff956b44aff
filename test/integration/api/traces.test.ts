/** One correlation id, from its exchange to its revocation; and the reviews, by hand. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reviewText } from '../../../src/commands/report-reviews.ts'
import { startApi, type TestApi } from '../../support/api.ts'
import { type Measuring, openMeasuring } from '../../support/measuring.ts'

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
