/** The traps of Open Policy Agent's decision log, one by one. */
import { describe, expect, it } from 'vitest'
import { opa } from '../../../src/events/sources/opa.ts'
import { eventsOf, fixture, message, reasonsOf, rowsOf } from './told.ts'

const source = opa({ opa_request_id_path: ['request_id'] })
const tell = (record: unknown) => source.tell(message(record))
const audit = (record: unknown) => rowsOf(tell(record), 'audit')[0]

const allow = fixture('opa/allow')
const upload = fixture('opa/upload')
const { result: _, ...undecided } = allow

describe('trap: a result has many shapes, and undefined is not allow', () => {
  it.each([
    [true, 'allow'],
    ['true', 'allow'],
    [{ allowed: true }, 'allow'],
    [{ allow: true, reason: 'owner' }, 'allow'],
    [{ allowed: 'true' }, 'allow'],
    [false, 'deny'],
    ['false', 'deny'],
    [{ allowed: false, allow: true }, 'deny'],
    [{ allow: false }, 'deny'],
    [{}, 'unknown'],
    [null, 'unknown'],
    [1, 'unknown'],
    ['yes', 'unknown'],
    [[true], 'unknown'],
    [{ violations: [] }, 'unknown'],
  ])('%j is %s', (result, decision) => {
    expect(audit({ ...allow, result })?.decision).toBe(decision)
  })

  it('no result is a denial', () => {
    expect(audit(undecided)?.decision).toBe('deny')
  })

  it('a failed evaluation is an error', () => {
    expect(audit({ ...undecided, error: { code: 'internal_error' } })?.decision).toBe('error')
  })
})

describe('trap: a mask may take the result out', () => {
  it.each([
    [{ erased: ['/result'] }, 'unknown'],
    [{ erased: ['/input/password', '/result/allow'] }, 'unknown'],
    [{ erased: '/result' }, 'unknown'],
    [{ masked: ['/result'], result: true }, 'unknown'],
    [{ erased: ['/result/user'], result: { allow: true } }, 'allow'],
    [{ erased: ['/input/result'], result: true }, 'allow'],
  ])('%j is %s', (mask, decision) => {
    expect(audit({ ...undecided, ...mask })?.decision).toBe(decision)
  })
})

describe('trap: req_id is a counter of one process', () => {
  it('takes the request id from the configured path in input, and nothing for it', () => {
    expect(audit(allow)?.request_id).toBe('r-100')
    expect(audit({ ...allow, input: { request_id: 7 } })?.request_id).toBe('')
    const envoy = opa({ opa_request_id_path: ['attributes', 'request', 'http', 'id'] })
    expect(rowsOf(envoy.tell(message(upload[0])), 'audit')[0]?.request_id).toBe('e-101')
    expect(rowsOf(envoy.tell(message(allow)), 'audit')[0]?.request_id).toBe('')
  })
})

describe('trap: chunks are sent again', () => {
  it('knows a decision by its decision_id', () => {
    const again = { ...allow, req_id: 99, labels: { id: 'another-agent' } }
    expect(audit(allow)).toMatchObject({ event_id: 'd-allow', audit_id: 'd-allow' })
    expect(audit(again)?.event_id).toBe('d-allow')
  })
})

describe('trap: an upload is an array, the console log adds msg, time and level', () => {
  it('tells each decision of an upload', () => {
    const told = rowsOf(tell(upload), 'audit')
    expect(told.map(({ event_id, decision }) => [event_id, decision])).toEqual([
      ['d-deny', 'deny'],
      ['d-undefined', 'deny'],
      ['d-masked', 'unknown'],
    ])
  })

  it('takes a console line’s timestamp, not the time it was written', () => {
    expect(audit(fixture('opa/console-decision'))?.time).toBe(Date.UTC(2025, 2, 10, 9, 0, 4, 999))
  })

  it('passes over what else the console says, without a rejection', () => {
    const lines = [allow, fixture('opa/console-chatter'), upload[0]]
      .map((line) => JSON.stringify(line))
      .join('\n')
    const told = source.tell(message(Buffer.from(lines)))
    expect(told.map((one) => one.ok && one.events.length)).toEqual([2, 0, 2])
  })

  it('refuses a record that is neither', () => {
    expect(
      reasonsOf(tell([{ ...allow, decision_id: undefined }, 'x', { ...allow, timestamp: 'soon' }])),
    ).toEqual(['invalid_field', 'wrong_shape', 'invalid_field'])
  })
})

describe('trap: a changed bundle revision is a policy change', () => {
  const changes = (record: unknown) => rowsOf(tell(record), 'policy_change')

  it('is one event for a bundle’s revision, whichever agent and decision tells of it', () => {
    const [first] = changes(allow)
    const [again] = changes({ ...upload[0], labels: { id: 'another-agent' } })
    expect(first).toMatchObject({ policy: 'authz', change_id: 'git-7c1d', change_type: 'activate_bundle' })
    expect(again?.event_id).toBe(first?.event_id)
  })

  it('is another event for another revision or another bundle', () => {
    const bundles = { authz: { revision: 'git-7c1e' }, data: { revision: 'git-7c1d' }, plain: {} }
    const ids = [...changes(allow), ...changes({ ...allow, bundles })].map(({ event_id }) => event_id)
    expect(new Set(ids).size).toBe(3)
  })
})

it('tells agent, path, trace and latency', () => {
  expect(audit(allow)).toMatchObject({
    time: Date.UTC(2025, 2, 10, 9, 0, 0, 123),
    emitter: '3e6e-agent',
    operation: 'http/authz/allow',
    correlation_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    log_source: 'opa',
    latency_ms: 0.25,
  })
  expect(audit({ ...allow, metrics: { timer_rego_query_eval_ns: 81_000 } })?.latency_ms).toBe(0.081)
  expect(audit({ ...allow, metrics: undefined })?.latency_ms).toBeNull()
  expect(eventsOf(source.tell(message(null)))).toEqual([])
})
