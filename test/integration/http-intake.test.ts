import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { migrate } from '../../src/clickhouse/migrations.ts'
import type { Store } from '../../src/clickhouse/store.ts'
import { allViews } from '../../src/clickhouse/views.ts'
import { webIntake } from '../../src/commands/intake.ts'
import { sourceNames, sources } from '../../src/events/sources.ts'
import { ingestMetrics } from '../../src/ingest/metrics.ts'
import { createPipeline, type Pipeline } from '../../src/ingest/pipeline.ts'
import { events } from '../../src/web/routes/events.ts'
import { quietLogger, startTestServer, type TestServer } from '../support/web.ts'

let folder: string
let store: Store
let pipeline: Pipeline
let server: TestServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-http-'))
  store = await openEmbedded(folder, 'linkmeter')
  await migrate(store, { cluster: null, views: allViews(Object.values(sources)) })
  const { logger } = quietLogger()
  const metrics = ingestMetrics(new Registry())
  pipeline = createPipeline({ store, clock: Date, logger, metrics, limits: { wait_ms: 20 } })
  server = await startTestServer([events({ sources: sourceNames, takeEvents: webIntake(pipeline), logger })])
})

afterAll(async () => {
  await server.stop()
  await pipeline.stop()
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  await store.run('TRUNCATE TABLE raw_actions')
  await store.run('TRUNCATE TABLE dead_letters')
})

const JSON_TYPE = { 'content-type': 'application/json' }

function action(event_id: string, more: object = {}): object {
  return { kind: 'action', event_id, time: new Date().toISOString(), outcome: 'success', ...more }
}

async function post(
  body: string | Buffer,
  headers: Record<string, string> = JSON_TYPE,
): Promise<[number, unknown]> {
  const answer = await server.fetch('/v1/events', { method: 'POST', body, headers })
  return [answer.status, await answer.json()]
}

async function storedIds(): Promise<string[]> {
  const rows = await store.rows<{ event_id: string }>('SELECT event_id FROM actions ORDER BY event_id')
  return rows.map(({ event_id }) => event_id)
}

async function deadLetters(): Promise<object[]> {
  return store.rows('SELECT reason, topic, bytes FROM dead_letters FINAL ORDER BY reason, offset')
}

describe('POST /v1/events', () => {
  test('answers when the events are stored, and knows them when they come again', async () => {
    const body = JSON.stringify([action('a'), action('b')])
    expect(await post(body)).toEqual([
      200,
      { read: 2, stored: 2, duplicates: 0, rejected: 0, rejections: [] },
    ])
    expect(await storedIds()).toEqual(['a', 'b'])
    expect(await post(body)).toEqual([
      200,
      { read: 2, stored: 0, duplicates: 2, rejected: 0, rejections: [] },
    ])
    expect(await storedIds()).toEqual(['a', 'b'])
  })

  test('an id in another account is another action, and both are known when they come again', async () => {
    const first = JSON.stringify([action('a', { target_account: '111111111111' })])
    const both = JSON.stringify(
      ['111111111111', '222222222222'].map((target_account) => action('a', { target_account })),
    )
    const receipts = [await post(first), await post(both), await post(both)]
    expect(receipts).toMatchObject([
      [200, { stored: 1, duplicates: 0 }],
      [200, { stored: 1, duplicates: 1 }],
      [200, { stored: 0, duplicates: 2 }],
    ])
    expect(await storedIds()).toEqual(['a', 'a'])
  })

  test('a bad record becomes a dead letter and costs its neighbours nothing', async () => {
    const lines = [action('a'), action('b', { latency_ms: 'slow' }), action('c')].map((one) =>
      JSON.stringify(one),
    )
    const body = gzipSync([lines[0], 'no JSON', ...lines.slice(1)].join('\r\n'))
    expect(await post(body, { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' })).toEqual([
      200,
      {
        read: 4,
        stored: 2,
        duplicates: 0,
        rejected: 2,
        rejections: [
          { index: 1, code: 'not_json', detail: expect.any(String) },
          { index: 2, code: 'invalid_field', detail: expect.stringContaining('latency_ms') },
        ],
      },
    ])
    expect(await storedIds()).toEqual(['a', 'c'])
    expect(await deadLetters()).toEqual([
      { reason: 'invalid_field', topic: 'http', bytes: expect.stringContaining('"b"') },
      { reason: 'not_json', topic: 'http', bytes: 'no JSON' },
    ])
  })

  test('takes CloudEvents in all three modes, and the three are one event', async () => {
    const data = { outcome: 'success', operation: 'read' }
    const attributes = {
      specversion: '1.0',
      id: '7 €',
      source: '/broker/1',
      type: 'dev.linkmeter.action.v1',
      time: new Date().toISOString(),
    }
    const structured = JSON.stringify({ ...attributes, data })
    const binary = {
      ...JSON_TYPE,
      'ce-specversion': '1.0',
      'ce-id': '7%20%E2%82%AC',
      'ce-source': '/broker/1',
      'ce-type': attributes.type,
      'ce-time': attributes.time,
    }
    const answers = [
      await post(structured, { 'content-type': 'application/cloudevents+json' }),
      await post(`[${structured}]`, { 'content-type': 'application/cloudevents-batch+json' }),
      await post(JSON.stringify(data), binary),
    ]
    expect(answers.map(([status, receipt]) => [status, (receipt as { stored: number }).stored])).toEqual([
      [200, 1],
      [200, 0],
      [200, 0],
    ])
    expect(await storedIds()).toEqual(['/broker/1 7 €'])
  })

  test('a batch that is no array is refused', async () => {
    const batch = { 'content-type': 'application/cloudevents-batch+json' }
    expect(await post('{"specversion":"1.0"}', batch)).toMatchObject([
      422,
      { rejections: [{ code: 'wrong_shape' }] },
    ])
  })

  test('a body that is no JSON is kept as one dead letter', async () => {
    expect(await post('[{"a":1},{')).toMatchObject([400, { error: { code: 'body_not_json' }, rejected: 1 }])
    expect(await deadLetters()).toEqual([{ reason: 'not_json', topic: 'http', bytes: '[{"a":1},{' }])
  })

  test('a record of 2 MB is a dead letter with its first bytes: 413 alone, a rejection beside others', async () => {
    const large = JSON.stringify(action('large', { resource: 'x'.repeat(2_000_000) }))
    expect(await post(large)).toMatchObject([413, { error: { code: 'record_too_large' }, rejected: 1 }])
    const [letter] = await deadLetters()
    expect(letter).toMatchObject({ reason: 'too_large' })
    expect(await post(`[${large},${JSON.stringify(action('small'))}]`)).toMatchObject([
      200,
      { stored: 1, rejected: 1, rejections: [{ index: 0, code: 'too_large' }] },
    ])
    expect(await storedIds()).toEqual(['small'])
  })

  test.each([
    [
      'of an unknown kind',
      { kind: 'weather', event_id: 'a', time: new Date().toISOString() },
      'unknown_kind',
    ],
    ['of another shape', { hello: 'world' }, 'wrong_shape'],
    ['from before 2000', action('a', { time: '1999-12-31T23:59:59Z' }), 'impossible_time'],
    ['with a wrong type', action('a', { outcome: 7 }), 'invalid_field'],
  ])('an event %s is refused with its reason', async (_, event, code) => {
    expect(await post(JSON.stringify(event))).toMatchObject([
      422,
      { error: { code: 'every_record_rejected' }, rejections: [{ index: 0, code }] },
    ])
    expect(await storedIds()).toEqual([])
  })

  test('a secret in a rejected record is not kept', async () => {
    await post(JSON.stringify({ kind: 'weather', sessionToken: 'FwoGZXIvYXdzEXAMPLEhunter2' }))
    expect(JSON.stringify(await deadLetters())).not.toContain('hunter2')
  })
})
