import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import type { IntakeReceipt, IntakeRequest } from '../../../src/web/intake/take-events.ts'
import { events, type IntakeLimits } from '../../../src/web/routes/events.ts'
import { quietLogger, startTestServer, type TestServer } from '../../support/web.ts'

let server: TestServer
afterEach(() => server.stop())

type Judge = (request: IntakeRequest) => Promise<IntakeReceipt>

const storeAll: Judge = async ({ records }) => ({
  read: records.length,
  stored: records.length,
  duplicates: 0,
  rejected: 0,
  rejections: [],
})

/** Rejects records by the code that stands in them: `{"code":"…"}`, or a text that is no JSON. */
const judge: Judge = async ({ records }) => {
  const rejections = records.flatMap(({ value }, index) => {
    try {
      const { code } = JSON.parse(String(value)) as { code?: string }
      return code === undefined ? [] : [{ index, code, detail: 'detail' }]
    } catch {
      return [{ index, code: 'not_json', detail: 'message: not JSON' }]
    }
  })
  const rejected = rejections.length
  return { read: records.length, stored: records.length - rejected, duplicates: 0, rejected, rejections }
}

async function start(
  takeEvents: Judge = storeAll,
  limits: Partial<IntakeLimits> = {},
  ingest: string | null = null,
) {
  const taken: IntakeRequest[] = []
  const route = events({
    sources: ['native', 'cloudtrail'],
    takeEvents: (request) => {
      taken.push(request)
      return takeEvents(request)
    },
    logger: quietLogger().logger,
    limits,
  })
  server = await startTestServer([route], { tokens: { read: null, ingest, admin: null } })
  const post = (
    body: NonNullable<RequestInit['body']>,
    headers: Record<string, string> = { 'content-type': 'application/json' },
    query = '',
  ) => server.fetch(`/v1/events${query}`, { method: 'POST', body, headers, duplex: 'half' })
  return {
    post,
    taken,
    values: () => taken.flatMap(({ records }) => records.map(({ value }) => String(value))),
  }
}

async function told(answer: Response): Promise<[number, string]> {
  const body = (await answer.json()) as { error?: { code: string } }
  return [answer.status, body.error?.code ?? '']
}

describe('a body is cut into records', () => {
  test('a JSON object is one', async () => {
    const { post, values } = await start()
    const answer = await post('{"a": 1}')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ read: 1, stored: 1, duplicates: 0, rejected: 0, rejections: [] })
    expect(values()).toEqual(['{"a": 1}'])
  })

  test('an array is one for each element, with every digit and byte as it was sent', async () => {
    const { post, values } = await start()
    await post('\ufeff [ {"a":12345678901234567890, "b":"x,]}\\"\\\\"} ,\n[1,[2]], "c,d" ,1.50 ] ')
    expect(values().map((value) => value.trim())).toEqual([
      '{"a":12345678901234567890, "b":"x,]}\\"\\\\"}',
      '[1,[2]]',
      '"c,d"',
      '1.50',
    ])
  })

  test('an element with bytes that are no UTF-8 does not cost its neighbours', async () => {
    const { post, taken } = await start()
    await post(Buffer.from([...Buffer.from('[{"a":"'), 0xc3, ...Buffer.from('"},{"b":1}]')]))
    const [first, second] = taken[0]?.records ?? []
    expect(first?.value).toEqual(Buffer.from([...Buffer.from('{"a":"'), 0xc3, ...Buffer.from('"}')]))
    expect(String(second?.value)).toBe('{"b":1}')
  })

  test('a deep nesting is a record like any other', async () => {
    const { post, values } = await start()
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    expect((await post(`[${deep},1]`)).status).toBe(200)
    expect(values()).toEqual([deep, '1'])
  })

  test('NDJSON is one for each line that is not blank, whatever ends it', async () => {
    const { post, values } = await start()
    for (const type of ['application/x-ndjson', 'application/jsonlines']) {
      await post('{"a":1}\r\n\r\n  \n{"b":2}\n{"c":3}', { 'content-type': type })
    }
    expect(values()).toEqual(['{"a":1}', '{"b":2}', '{"c":3}', '{"a":1}', '{"b":2}', '{"c":3}'])
  })

  test('CloudEvents keep their content type: structured, and each of a batch', async () => {
    const { post, taken } = await start()
    await post('{"id":"1"}', { 'content-type': 'application/cloudevents+json; charset=UTF-8' })
    await post('[{"id":"1"},{"id":"2"}]', { 'content-type': 'application/cloudevents-batch+json' })
    expect(taken.map(({ records }) => records.length)).toEqual([1, 2])
    for (const record of taken.flatMap(({ records }) => records)) {
      expect(record.headers).toEqual({ 'content-type': 'application/cloudevents+json' })
    }
  })

  test('a binary CloudEvent keeps its attributes, decoded, and nothing of the other headers', async () => {
    const { post, taken } = await start(storeAll, {}, 'secret')
    await post('{"outcome":"success"}', {
      'content-type': 'application/json',
      authorization: 'Bearer secret',
      'ce-specversion': '1.0',
      'ce-id': 'Euro%20%E2%82%AC',
      'ce-source': '/broker',
      'ce-type': 'dev.linkmeter.action.v1',
    })
    expect(taken[0]?.records).toEqual([
      {
        value: Buffer.from('{"outcome":"success"}'),
        headers: {
          'content-type': 'application/json',
          ce_specversion: '1.0',
          ce_id: 'Euro €',
          ce_source: '/broker',
          ce_type: 'dev.linkmeter.action.v1',
        },
      },
    ])
  })

  test('a compressed body is inflated', async () => {
    const { post, values } = await start()
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    expect((await post(gzipSync('[{"a":1},{"b":2}]'), headers)).status).toBe(200)
    expect(values()).toEqual(['{"a":1}', '{"b":2}'])
  })

  test('nothing in it is nothing to store: an empty array, an empty NDJSON', async () => {
    const { post, taken } = await start()
    const nothing = { read: 0, stored: 0, duplicates: 0, rejected: 0, rejections: [] }
    expect(await (await post(' [ ] ')).json()).toEqual(nothing)
    expect(await (await post('', { 'content-type': 'application/x-ndjson' })).json()).toEqual(nothing)
    expect(taken).toEqual([])
  })
})

describe('the source', () => {
  test('is native unless the query names another', async () => {
    const { post, taken } = await start()
    await post('{}')
    await post('{}', undefined, '?source=cloudtrail')
    expect(taken.map(({ source }) => source)).toEqual(['native', 'cloudtrail'])
  })

  test.each(['?source=syslog', '?source=', '?source=native&source=cloudtrail', '?source=__proto__'])(
    'an unknown one (%s) is a 404 that names the known ones',
    async (query) => {
      const { post } = await start()
      const answer = await post('{}', undefined, query)
      expect(answer.status).toBe(404)
      expect(await answer.json()).toMatchObject({
        error: { code: 'source_unknown', message: expect.stringContaining('native, cloudtrail') },
      })
    },
  )
})

describe('refusals', () => {
  test('a body that is no JSON is a 400, and still taken: as one record, to become a dead letter', async () => {
    const { post, values } = await start(judge)
    expect(await told(await post('[{"a":1},{'))).toEqual([400, 'body_not_json'])
    expect(await told(await post(''))).toEqual([400, 'body_not_json'])
    expect(values()).toEqual(['[{"a":1},{', ''])
  })

  test('every record rejected is a 422 with the reasons; some, a 200 with them', async () => {
    const { post } = await start(judge)
    const all = await post('[{"code":"unknown_kind"},{"code":"invalid_field"}]')
    expect(all.status).toBe(422)
    expect(await all.json()).toEqual({
      error: { code: 'every_record_rejected', message: expect.any(String) },
      read: 2,
      stored: 0,
      duplicates: 0,
      rejected: 2,
      rejections: [
        { index: 0, code: 'unknown_kind', detail: 'detail' },
        { index: 1, code: 'invalid_field', detail: 'detail' },
      ],
    })
    const some = await post('[{},{"code":"invalid_field"}]')
    expect(some.status).toBe(200)
    expect(await some.json()).toMatchObject({ stored: 1, rejected: 1, rejections: [{ index: 1 }] })
  })

  test('a lone record over 1 MiB is a 413; beside others it is a rejection', async () => {
    const { post } = await start(judge)
    expect(await told(await post('{"code":"too_large"}'))).toEqual([413, 'record_too_large'])
    expect(await told(await post('[{"code":"too_large"},{}]'))).toEqual([200, ''])
  })

  test('a body over the limit is a 413, whether its length is told, hidden or compressed', async () => {
    const { post, taken } = await start(storeAll, { body_bytes: 1_048_576 })
    const large = JSON.stringify({ text: 'x'.repeat(1_048_576) })
    const gzip = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    expect(await told(await post(large))).toEqual([413, 'body_too_large'])
    expect(await told(await post(new Blob([large]).stream()))).toEqual([413, 'body_too_large'])
    expect(await told(await post(gzipSync(large), gzip))).toEqual([413, 'body_too_large'])
    expect(taken).toEqual([])
  })

  test('more records than one request may hold are a 413', async () => {
    const { post, taken } = await start()
    const ndjson = { 'content-type': 'application/x-ndjson' }
    expect(await told(await post(`[${'1,'.repeat(100_000)}1]`))).toEqual([413, 'too_many_records'])
    expect(await told(await post('1\n'.repeat(100_001), ndjson))).toEqual([413, 'too_many_records'])
    expect(taken).toEqual([])
    expect((await post('1\n'.repeat(100_000), ndjson)).status).toBe(200)
  })

  test.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json; charset=utf-16', {}],
    ['application/cloudevents+avro', { 'ce-type': 'a', 'ce-specversion': '1.0' }],
    ['text/xml', { 'ce-type': 'a', 'ce-specversion': '1.0' }],
  ])('%s is a 415', async (type, more) => {
    const { post } = await start()
    expect(await told(await post('{}', { 'content-type': type, ...more }))).toEqual([
      415,
      'media_type_unsupported',
    ])
  })

  test('an encoding nobody knows is a 415, and one that is not what it says a 400', async () => {
    const { post } = await start()
    const encoded = (encoding: string) => ({
      'content-type': 'application/json',
      'content-encoding': encoding,
    })
    expect(await told(await post('{}', encoded('zip')))).toEqual([415, 'content_encoding_unsupported'])
    expect(await told(await post('{}', encoded('gzip')))).toEqual([400, 'body_unreadable'])
    const cut = gzipSync('{"a":1}').subarray(0, 12)
    expect(await told(await post(cut, encoded('gzip')))).toEqual([400, 'body_unreadable'])
  })

  test('without its token nothing is taken', async () => {
    const { post, taken } = await start(storeAll, {}, 'feed-me')
    expect(await told(await post('{}'))).toEqual([401, 'token_wrong'])
    const headers = { 'content-type': 'application/json', authorization: 'Bearer feed-me' }
    expect((await post('{}', headers)).status).toBe(200)
    expect(taken).toHaveLength(1)
  })

  test('a GET is a 405', async () => {
    await start()
    const answer = await server.fetch('/v1/events')
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('when the store cannot take them', () => {
  test('a failure is a 503 that says when to come again', async () => {
    const { post } = await start(() => Promise.reject(new Error('not stored: secret reason')))
    const answer = await post('{}')
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(await told(answer)).toEqual([503, 'not_stored'])
  })

  test('a wait that is too long is one too', async () => {
    const { post } = await start(() => new Promise(() => undefined), { store_ms: 30 })
    const answer = await post('{}')
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(await told(answer)).toEqual([503, 'not_stored'])
  })

  test('what it still holds counts: others are sent away until there is room again', async () => {
    let release: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const takeLater: Judge = async (request) => {
      await gate
      return storeAll(request)
    }
    const { post, taken } = await start(takeLater, { held_bytes: 25, store_ms: 30 })
    const body = '{"ten":"ch"}'
    expect(await told(await post(body))).toEqual([503, 'not_stored'])
    expect(await told(await post(body))).toEqual([503, 'not_stored'])
    const third = await post(body)
    expect(third.headers.get('retry-after')).toBe('1')
    expect(await told(third)).toEqual([503, 'intake_busy'])
    expect(taken).toHaveLength(2)
    release()
    await expect.poll(async () => (await post(body)).status).toBe(200)
  })

  test('a body that was refused leaves its room to others', async () => {
    const { post } = await start(storeAll, { held_bytes: 30, body_bytes: 20 })
    for (let time = 0; time < 5; time += 1) {
      expect(await told(await post(JSON.stringify('x'.repeat(40))))).toEqual([413, 'body_too_large'])
    }
    expect((await post('{"a":1}')).status).toBe(200)
  })
})
