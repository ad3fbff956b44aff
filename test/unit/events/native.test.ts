/** linkmeter's own events, in every form they may come in. */
import { describe, expect, it } from 'vitest'
import { native } from '../../../src/events/sources/native.ts'
import { eventsOf, message, RECEIVED_AT, reasonsOf, rowsOf } from './told.ts'

const time = '2025-03-10T09:10:00.250Z'
const TIME = Date.UTC(2025, 2, 10, 9, 10, 0, 250)
const plain = {
  kind: 'action',
  event_id: 'a1',
  time,
  source_account: '1',
  target_account: '2',
  outcome: 'success',
}
const columns = { source_account: '1', target_account: '2', outcome: 'success' }
const cloudEvent = {
  specversion: '1.0',
  id: '42',
  source: '/gateways/eu-1',
  type: 'dev.linkmeter.action.v1',
  time,
  data: columns,
}
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const structured = { headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' } }
const batched = { headers: { 'content-type': 'application/cloudevents-batch+json' } }

const tell = (value: unknown, more?: Parameters<typeof message>[1]) => native.tell(message(value, more))
const action = (value: unknown, more?: Parameters<typeof message>[1]) =>
  rowsOf(tell(value, more), 'action')[0]
const named = { event_id: '/gateways/eu-1 42', emitter: '/gateways/eu-1', time: TIME, target_account: '2' }

describe('plain JSON', () => {
  it('becomes an event of the kind it names, unknown columns filled with what unknown is', () => {
    expect(eventsOf(tell(plain))).toMatchObject([
      {
        kind: 'action',
        row: { event_id: 'a1', time: TIME, target_account: '2', region: '', latency_ms: null },
      },
    ])
  })

  it('may be an array, each element told apart', () => {
    expect(reasonsOf(tell([plain, 7, { ...plain, event_id: 'a2' }, [plain]]))).toEqual([
      'told',
      'wrong_shape',
      'told',
      'wrong_shape',
    ])
    expect(tell([])).toEqual([])
  })

  it('may carry fields that nobody knows', () => {
    const row = action({ ...plain, colour: 'red', nested: { a: [1] } })
    expect(row).toMatchObject({ event_id: 'a1' })
    expect(row).not.toHaveProperty('colour')
  })

  it('takes a time in milliseconds and one with a zone', () => {
    expect(action({ ...plain, time: TIME })?.time).toBe(TIME)
    expect(action({ ...plain, time: '2025-03-10T10:10:00.250+01:00' })?.time).toBe(TIME)
  })

  it('without an event_id is known by its content, whatever the order of its keys', () => {
    const { event_id: _, ...nameless } = plain
    const turned = Object.fromEntries(Object.entries(nameless).reverse())
    const id = action(nameless)?.event_id
    expect(id).toMatch(/^[0-9a-f]{64}$/)
    expect(action(turned)?.event_id).toBe(id)
    expect(action({ ...nameless, event_id: null })?.event_id).not.toBe('')
    expect(action({ ...nameless, resource: 'r' })?.event_id).not.toBe(id)
    expect(action({ ...nameless, seen: 2 })?.event_id).not.toBe(id)
  })

  it('may begin with a byte order mark', () => {
    expect(reasonsOf(tell(Buffer.from(`\uFEFF${JSON.stringify(plain)}`)))).toEqual(['told'])
  })
})

describe('a CloudEvent', () => {
  it('is read in structured mode', () => {
    expect(action(cloudEvent, structured)).toMatchObject(named)
  })

  it('is recognised without its content type', () => {
    expect(action(cloudEvent)).toMatchObject(named)
    expect(rowsOf(tell([cloudEvent, plain]), 'action').map(({ event_id }) => event_id)).toEqual([
      named.event_id,
      'a1',
    ])
  })

  it('is read from a batch', () => {
    expect(rowsOf(tell([cloudEvent, { ...cloudEvent, id: '43' }], batched), 'action')).toHaveLength(2)
    expect(reasonsOf(tell(cloudEvent, batched))).toEqual(['wrong_shape'])
  })

  it.each(['ce_', 'ce-'])('is read in binary mode from %s headers', (prefix) => {
    const attributes = { specversion: '1.0', id: '42', source: '/gateways/eu-1', type: cloudEvent.type, time }
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [prefix + name, value]),
    )
    const binary = { headers: { ...headers, 'content-type': 'application/json' } }
    expect(action(columns, binary)).toMatchObject(named)
    expect(reasonsOf(tell([columns], binary))).toEqual(['wrong_shape'])
    expect(tell(null, binary)).toEqual([])
  })

  it('has its HTTP headers percent-decoded, and survives one that cannot be', () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-type': cloudEvent.type,
      'ce-time': time,
      'ce-source': '/a',
    }
    expect(action(columns, { headers: { ...headers, 'ce-id': 'caf%C3%A9' } })?.event_id).toBe('/a café')
    expect(action(columns, { headers: { ...headers, 'ce-id': '100%' } })?.event_id).toBe('/a 100%')
  })

  it('gives way to what its data says of time and emitter', () => {
    const data = { ...columns, time: '2025-03-10T09:00:00Z', emitter: 'gateway-7' }
    expect(action({ ...cloudEvent, data })).toMatchObject({
      time: Date.UTC(2025, 2, 10, 9),
      emitter: 'gateway-7',
    })
  })

  it('is identified by source and id, whatever event_id its data has', () => {
    expect(action({ ...cloudEvent, data: { ...columns, event_id: 'x' } })?.event_id).toBe(named.event_id)
  })

  it('lends its trace id as correlation id where the data has none', () => {
    const traced = { ...cloudEvent, traceparent: TRACEPARENT }
    expect(action(traced)?.correlation_id).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
    expect(action({ ...traced, data: { ...columns, correlation_id: 'own' } })?.correlation_id).toBe('own')
    const zeros = TRACEPARENT.replace(/[1-9a-f]/g, '0')
    expect(action({ ...cloudEvent, traceparent: zeros })?.correlation_id).toBe('')
    expect(action({ ...cloudEvent, traceparent: 'nonsense' })?.correlation_id).toBe('')
  })

  it('may carry its data in base64', () => {
    const { data, ...rest } = cloudEvent
    const data_base64 = Buffer.from(JSON.stringify(data)).toString('base64')
    expect(action({ ...rest, data_base64 })).toMatchObject(named)
  })

  it.each([
    ['another version of the standard', { specversion: '0.3' }, 'wrong_shape'],
    ['no id', { id: '' }, 'wrong_shape'],
    ['a source with a space, which would make its event_id ambiguous', { source: 'a b' }, 'wrong_shape'],
    ['a foreign type', { type: 'com.example.action' }, 'unknown_kind'],
    ['an unknown kind', { type: 'dev.linkmeter.teleport.v1' }, 'unknown_kind'],
    ['an unknown version', { type: 'dev.linkmeter.action.v2' }, 'unknown_kind'],
    ['data that is text', { data: 'x' }, 'wrong_shape'],
    ['no data', { data: undefined }, 'wrong_shape'],
    ['no time at all', { time: undefined }, 'invalid_field'],
  ])('is rejected with %s', (_, change, code) => {
    expect(reasonsOf(tell({ ...cloudEvent, ...change }, structured))).toEqual([code])
  })
})

describe('a rejection', () => {
  it.each([
    ['a number', '7', 'wrong_shape'],
    ['a text', '"x"', 'wrong_shape'],
    ['null', 'null', 'wrong_shape'],
    ['an object without a kind', '{}', 'wrong_shape'],
    ['text that is no JSON', 'hello', 'not_json'],
    ['an empty message', '', 'not_json'],
    ['JSON cut short', JSON.stringify(plain).slice(0, -5), 'not_json'],
    ['an unknown kind', '{"kind":"teleport"}', 'unknown_kind'],
    ['a kind that every object has', '{"kind":"__proto__"}', 'unknown_kind'],
    ['a kind that every object has a property for', '{"kind":"constructor"}', 'unknown_kind'],
  ])('of %s', (_, text, code) => {
    expect(reasonsOf(tell(Buffer.from(text)))).toEqual([code])
  })

  it.each([
    ['latency_ms', '12', 'invalid_field'],
    ['outcome', 'fine', 'invalid_field'],
    ['source_account', 111, 'invalid_field'],
    ['synchronous', 'yes', 'invalid_field'],
    ['event_id', '', 'invalid_field'],
    ['time', undefined, 'invalid_field'],
    ['time', null, 'invalid_field'],
    ['time', '2025-03-10T09:10:00', 'invalid_field'],
    ['time', '2025-02-30T09:10:00.000Z', 'invalid_field'],
    ['time', '1999-12-31T23:59:59.999Z', 'impossible_time'],
    ['time', 1_741_597_800, 'impossible_time'],
    ['time', RECEIVED_AT + 86_400_001, 'impossible_time'],
  ])('names the field: %s = %j', (field, value, code) => {
    const [told] = tell({ ...plain, [field]: value })
    expect(told).toMatchObject({ ok: false, reason: { code } })
    expect(told?.ok === false && told.reason.detail).toContain(field)
  })

  it('names every wrong field and holds none of their values', () => {
    const [told] = tell({ ...plain, principal: 7_777_777, outcome: 'hunter2', role: { secret: 'hunter2' } })
    const detail = told?.ok === false ? told.reason.detail : ''
    for (const field of ['principal', 'outcome', 'role']) expect(detail).toContain(field)
    expect(detail).not.toMatch(/hunter2|7777777/)
  })

  it('of invalid UTF-8 comes before that of invalid JSON', () => {
    expect(reasonsOf(tell(Buffer.from([0x7b, 0xff, 0x7d])))).toEqual(['invalid_utf8'])
  })

  it('of bytes without end is one too', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    const event = JSON.stringify({ ...plain, event_id: undefined }).replace('}', `,"extra":${deep}}`)
    expect(reasonsOf(tell(Buffer.from(event)))).toEqual(['wrong_shape'])
  })
})

it('a tombstone tells nothing and is no mistake', () => {
  expect(tell(null)).toEqual([])
  expect(tell(null, structured)).toEqual([])
})

it('keys that reach for the prototype change nothing but their own record', () => {
  const value = Buffer.from(
    `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},${JSON.stringify(plain).slice(1)}`,
  )
  const row = action(value)
  expect(row).toMatchObject({ event_id: 'a1' })
  expect(row).not.toHaveProperty('polluted')
  const data = JSON.parse('{"__proto__":{"outcome":"success","polluted":1}}')
  expect(reasonsOf(tell({ ...cloudEvent, data }))).toEqual(['invalid_field'])
  expect({}).not.toHaveProperty('polluted')
})

describe('an audit record', () => {
  const audit = { kind: 'audit', event_id: 'r1', time, request_id: 'q1' }
  const delivered = (value: object, delivered_at: number | null) =>
    rowsOf(tell(value, { delivered_at }), 'audit')[0]?.delivered_at

  it('was delivered when it says, else when its message was, else at its own time', () => {
    const said = Date.UTC(2025, 2, 10, 9, 20)
    expect(delivered({ ...audit, delivered_at: said }, TIME + 5)).toBe(said)
    expect(delivered({ ...audit, delivered_at: null }, TIME + 5)).toBe(TIME + 5)
    expect(delivered(audit, null)).toBe(TIME)
  })
})

it('keeps no tag whose name stands for a secret', () => {
  const tags = { team: 'payments', 'db-password': 'hunter2', api_token: 't' }
  const account = { kind: 'account', event_id: 'a1', time: '2025-03-10T09:00:00Z', account: '1', tags }
  expect(rowsOf(native.tell(message(account)), 'account')[0]?.tags).toEqual({ team: 'payments' })
})
