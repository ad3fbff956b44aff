/** OpenTelemetry spans: which of them tell of something, and what is easily got wrong about them. */
import { describe, expect, it } from 'vitest'
import { otlpTraces } from '../../../src/events/sources/otlp-traces.ts'
import { eventsOf, fixture, message, reasonsOf, rowsOf } from './told.ts'

const batch = fixture('otlp-traces/spans')
const [caller, called] = batch.resourceSpans
const [assumed, denied, httpSpan, published] = caller.scopeSpans[0].spans
const [served] = called.scopeSpans[0].spans

type Attribute = { key: string; value: object }

const tell = (value: unknown) => otlpTraces.tell(message(value))

/** The span as the caller's resource sends it. */
const sent = (span: unknown, resource: unknown = caller.resource) => ({
  resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }],
})

/** A span with attributes replaced; undefined takes one away. */
function withAttributes(span: { attributes: Attribute[] }, more: Record<string, string | undefined>) {
  const kept = span.attributes.filter(({ key }) => !(key in more))
  const added = Object.entries(more).flatMap(([key, stringValue]) =>
    stringValue === undefined ? [] : [{ key, value: { stringValue } }],
  )
  return { ...span, attributes: [...kept, ...added] }
}

const action = (span: unknown) => rowsOf(tell(sent(span)), 'action')[0]
const issuance = (span: unknown) => rowsOf(tell(sent(span)), 'token_issuance')[0]

describe('spans', () => {
  it('of token exchange and of calls across accounts tell of something, others of nothing', () => {
    expect(tell(batch).map((told) => (told.ok ? told.events.map(({ kind }) => kind) : told.reason))).toEqual([
      ['token_issuance'],
      ['action'],
      [],
      ['action'],
      ['action'],
    ])
  })

  it('of an AssumeRole are an issuance with its real latency', () => {
    expect(issuance(assumed)).toMatchObject({
      event_id: '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7',
      time: Date.UTC(2025, 2, 10, 9, 0, 0, 250),
      emitter: 'ledger-sync',
      source_account: '111111111111',
      target_account: '222222222222',
      role: 'reader',
      region: 'eu-west-1',
      correlation_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      request_id: 'req-sts-1',
      attempt: 1,
      mechanism: 'assume_role',
      broker: 'sts.eu-west-1.amazonaws.com',
      outcome: 'success',
      error_type: '',
      latency_ms: 182.5,
      ttl_s: 900,
      token_id: 'ASIAEXAMPLETOKEN0001',
    })
  })

  it('of a call of an AWS API are an action', () => {
    expect(action(denied)).toMatchObject({
      source_account: '111111111111',
      target_account: '222222222222',
      role: 'reader',
      region: 'eu-central-1',
      request_id: 'req-s3-1',
      token_id: 'ASIAEXAMPLETOKEN0001',
      operation: 's3:GetObject',
      resource: 'ledger.s3.eu-central-1.amazonaws.com',
      outcome: 'auth_error',
      error_type: 'access_denied',
      latency_ms: 41.25,
      synchronous: true,
    })
  })

  it('of the called side are an action into its own account', () => {
    const [row] = rowsOf(tell(sent(served, called.resource)), 'action')
    expect(row).toMatchObject({
      emitter: 'ledger-api',
      source_account: '111111111111',
      target_account: '222222222222',
      role: 'writer',
      principal: 'alice',
      operation: 'POST /ledger',
      outcome: 'service_error',
      source_ip: '192.0.2.10',
    })
  })

  it('are read from older collectors and arrays too', () => {
    const older = {
      resourceSpans: [{ resource: caller.resource, instrumentationLibrarySpans: caller.scopeSpans }],
    }
    expect(eventsOf(tell([older]))).toEqual(eventsOf(tell({ resourceSpans: [caller] })))
  })
})

describe('which spans tell of something', () => {
  it('is for linkmeter.kind to say, whatever else they carry', () => {
    expect(tell(sent(withAttributes(assumed, { 'linkmeter.kind': 'none' })))).toEqual([
      { ok: true, events: [] },
    ])
    const exchange = withAttributes(httpSpan, {
      'linkmeter.kind': 'token_issuance',
      'linkmeter.mechanism': 'token_exchange',
      'linkmeter.source_account': '111111111111',
      'linkmeter.target_account': '222222222222',
    })
    expect(issuance(exchange)).toMatchObject({ mechanism: 'token_exchange', outcome: 'auth_error' })
  })

  it('is no call within one account, or into an unknown one', () => {
    const own = withAttributes(denied, {
      'linkmeter.target_account': '111111111111',
      'linkmeter.token_id': undefined,
    })
    const unknown = withAttributes(denied, { 'linkmeter.target_account': undefined })
    for (const span of [own, unknown]) expect(action(span)).toBeUndefined()
  })

  it('is a call with a token of a link, from wherever it was made', () => {
    const chained = withAttributes(denied, { 'linkmeter.target_account': '111111111111' })
    expect(action(chained)).toMatchObject({ token_id: 'ASIAEXAMPLETOKEN0001' })
  })

  it('takes the account on a client span for the called one', () => {
    const span = withAttributes(denied, {
      'linkmeter.target_account': undefined,
      'cloud.account.id': '333333333333',
    })
    expect(action(span)).toMatchObject({ source_account: '111111111111', target_account: '333333333333' })
  })

  it.each([
    [
      'in one attribute',
      {
        'rpc.system': undefined,
        'rpc.system.name': 'aws-api',
        'rpc.service': undefined,
        'rpc.method': 'S3/GetObject',
      },
    ],
    ['in the span’s name only', { 'rpc.service': undefined, 'rpc.method': undefined }],
  ])('reads service and method %s', (_, attributes) => {
    expect(action(withAttributes(denied, attributes))?.operation).toBe('s3:GetObject')
  })

  it('never guesses a source: an internal span’s program may ask for another', () => {
    expect(action({ ...denied, kind: 1 })).toMatchObject({ source_account: '' })
  })
})

describe('trap: ids', () => {
  it('are hexadecimal in either case, or base64 where a plain encoder wrote them', () => {
    const upper = { ...denied, traceId: denied.traceId.toUpperCase(), spanId: denied.spanId.toUpperCase() }
    const base64 = {
      ...denied,
      traceId: Buffer.from(denied.traceId, 'hex').toString('base64'),
      spanId: Buffer.from(denied.spanId, 'hex').toString('base64'),
    }
    expect(action(upper)).toEqual(action(denied))
    expect(action(base64)).toEqual(action(denied))
  })

  it.each(['', '0'.repeat(32), 'abc', 'g'.repeat(32)])('"%s" is no trace id', (traceId) => {
    expect(reasonsOf(tell(sent({ ...denied, traceId })))).toEqual(['invalid_field'])
  })

  it('of zeros only are no span id', () => {
    expect(reasonsOf(tell(sent({ ...denied, spanId: '0'.repeat(16) })))).toEqual(['invalid_field'])
  })

  it('do not matter in a span that tells nothing', () => {
    expect(reasonsOf(tell(sent({ ...httpSpan, traceId: 'abc' })))).toEqual(['told'])
  })
})

describe('trap: nanoseconds do not fit into a float', () => {
  const timed = (startTimeUnixNano: unknown, endTimeUnixNano: unknown) =>
    action({ ...denied, startTimeUnixNano, endTimeUnixNano })

  it('keeps the latency exact', () => {
    expect(timed('1741597200000000001', '1741597200000000501')?.latency_ms).toBe(0.0005)
    // As JSON numbers both have already been rounded, to 256 ns.
    expect(timed(1741597200000000000, 1741597200250000000)?.latency_ms).toBeCloseTo(250, 3)
  })

  it('keeps a negative one, which shows a clock that was set back', () => {
    expect(timed('1741597200020000000', '1741597200000000000')?.latency_ms).toBe(-20)
  })

  it('takes an end that is not set for unknown, never for zero', () => {
    for (const end of [undefined, '0', 0, 'soon'])
      expect(timed('1741597200000000000', end)?.latency_ms).toBeNull()
  })

  it('rejects a span without a start, or with a start in milliseconds', () => {
    const starting = (startTimeUnixNano: unknown) => reasonsOf(tell(sent({ ...denied, startTimeUnixNano })))
    for (const start of [undefined, '0', -5, '1e18']) expect(starting(start)).toEqual(['invalid_field'])
    expect(starting('1741597200000')).toEqual(['impossible_time'])
    expect(starting('99999999999999999999')).toEqual(['impossible_time'])
  })
})

describe('trap: a call that is only started has no latency of its own', () => {
  it('is asynchronous where a span produces or consumes a message', () => {
    expect(action(published)).toMatchObject({ operation: 'orders publish', synchronous: false })
    expect(action({ ...published, kind: 'SPAN_KIND_PRODUCER' })?.synchronous).toBe(false)
    expect(action({ ...denied, kind: 5 })?.synchronous).toBe(false)
    expect(action({ ...denied, kind: 1 })?.synchronous).toBe(true)
  })

  it('is what linkmeter.synchronous says, where it says so', () => {
    const said = [...denied.attributes, { key: 'linkmeter.synchronous', value: { boolValue: false } }]
    expect(action({ ...denied, attributes: said })?.synchronous).toBe(false)
  })
})

describe('how a span ended', () => {
  const ended = (attributes: Record<string, string>, code?: number) =>
    action({
      ...withAttributes(denied, {
        'error.type': undefined,
        'http.response.status_code': undefined,
        ...attributes,
      }),
      status: code === undefined ? {} : { code },
    })

  it.each([
    [{}, undefined, 'success', ''],
    [{}, 0, 'success', ''],
    [{}, 1, 'success', ''],
    [{ 'http.response.status_code': '204' }, 0, 'success', ''],
    [{ 'http.response.status_code': '403' }, 2, 'auth_error', 'http_403'],
    [{ 'http.response.status_code': '429' }, 0, 'throttled', 'http_429'],
    [{ 'http.response.status_code': '404' }, 0, 'business_error', 'http_404'],
    [{ 'http.status_code': '502' }, 2, 'service_error', 'http_502'],
    [{ 'error.type': '503' }, 2, 'service_error', 'http_503'],
    [{ 'error.type': 'ExpiredToken', 'http.response.status_code': '400' }, 2, 'auth_error', 'token_expired'],
    [
      { 'error.type': 'ThrottlingException', 'http.response.status_code': '400' },
      2,
      'throttled',
      'throttled',
    ],
    [{ 'error.type': 'NoSuchKey', 'http.response.status_code': '404' }, 2, 'business_error', 'no_such_key'],
    [{ 'error.type': 'BucketNotEmpty' }, 2, 'business_error', 'bucket_not_empty'],
    [{ 'error.type': 'java.net.SocketTimeoutException' }, 2, 'service_error', 'timeout'],
    [{ 'error.type': '_OTHER' }, 2, 'unknown', ''],
    [{}, 2, 'unknown', ''],
    [
      { 'linkmeter.outcome': 'auth_error', 'linkmeter.error_type': 'missing_trust' },
      2,
      'auth_error',
      'missing_trust',
    ],
  ])('%j with status %s is %s %s', (attributes, code, outcome, error_type) => {
    expect(ended(attributes as Record<string, string>, code)).toMatchObject({ outcome, error_type })
  })
})

describe('an issuance', () => {
  it('counts its attempts as HTTP resends, and its exchange by the id that its retries share', () => {
    const retry = withAttributes(assumed, {
      'http.request.resend_count': '2',
      'linkmeter.request_id': 'exchange-31',
    })
    expect(issuance(retry)).toMatchObject({ attempt: 3, request_id: 'exchange-31' })
  })

  it('leaves unknown what no attribute says', () => {
    const bare = withAttributes(assumed, {
      'linkmeter.role': undefined,
      'linkmeter.token_id': undefined,
      'linkmeter.ttl_s': undefined,
    })
    expect(issuance(bare)).toMatchObject({ target_account: '', role: '', token_id: '', ttl_s: null })
  })
})

it('keeps no token, whatever attribute it stands in', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'
  const leaky = withAttributes(denied, {
    'linkmeter.token_id': jwt,
    'linkmeter.resource': `https://ledger?token=${jwt}`,
    'http.request.header.authorization': `Bearer ${jwt}`,
  })
  const told = tell(sent(leaky))
  expect(JSON.stringify(told)).not.toContain('eyJ')
  expect(rowsOf(told, 'action')[0]?.token_id).toBe('')
})

describe('a message is rejected', () => {
  it.each([
    ['that is no object', 7],
    ['of logs', { resourceLogs: [] }],
    ['with spans in no list', { resourceSpans: {} }],
  ])('%s', (_, value) => expect(reasonsOf(tell(value))).toEqual(['wrong_shape']))

  it('but never for a single bad span', () => {
    const mixed = {
      ...sent(denied),
      resourceSpans: [...sent({ ...denied, spanId: '' }).resourceSpans, caller],
    }
    expect(reasonsOf(tell(mixed))).toEqual(['invalid_field', 'told', 'told', 'told', 'told'])
  })
})

it('tells nothing of a tombstone', () => {
  expect(otlpTraces.tell(message(null))).toEqual([])
})
