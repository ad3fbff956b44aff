/** GuardDuty's findings, and what is easily got wrong about them. */
import { describe, expect, it } from 'vitest'
import { guardduty } from '../../../src/events/sources/guardduty.ts'
import { fixture, message, reasonsOf, rowsOf } from './told.ts'

const tell = (value: unknown) => guardduty.tell(message(value))
const findings = (value: unknown) => rowsOf(tell(value), 'finding')

const finding = fixture('guardduty/finding')
const viaEventBridge = fixture('guardduty/eventbridge')
const viaApi = fixture('guardduty/get-findings')

describe('a finding', () => {
  it('says what was found, how severe it is, where and about whom', () => {
    expect(findings(finding)).toEqual([
      {
        event_id: 'f0e1d2c3b4a5968778695a4b3c2d1e0f 2025-03-10T08:45:00.123Z',
        time: Date.UTC(2025, 2, 10, 8, 45, 0, 123),
        emitter: 'guardduty',
        source_account: '',
        target_account: '222222222222',
        role: 'reader',
        region: 'eu-west-1',
        principal: 'reader',
        correlation_id: '',
        precedence: 0,
        finding_id: 'f0e1d2c3b4a5968778695a4b3c2d1e0f',
        finding_type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
        severity: 8.9,
        status: 'open',
        sample: false,
        updated_at: Date.UTC(2025, 2, 10, 8, 45, 0, 123),
      },
    ])
  })

  it.each([
    ['as it is', finding],
    ['in an array', [finding]],
    ['from EventBridge', { 'detail-type': 'GuardDuty Finding', detail: finding }],
    ['from the API', { Findings: [finding] }],
    [
      'from EventBridge through SQS',
      [{ MessageId: 'm', Body: JSON.stringify({ 'detail-type': '', detail: finding }) }],
    ],
  ])('is the same %s', (_, value) => expect(findings(value)).toEqual(findings(finding)))

  it('is read in the API’s own spelling, archived sample included', () => {
    expect(findings(viaApi)).toMatchObject([
      {
        finding_id: 'aa',
        finding_type: 'Backdoor:EC2/C&CActivity.B!DNS',
        target_account: '222222222222',
        region: 'eu-west-1',
        severity: 9,
        status: 'archived',
        sample: true,
      },
    ])
  })
})

describe('trap: the same finding is updated', () => {
  it('keeps its id and the time it arose, and each update is an event of its own', () => {
    const [first] = findings(finding)
    const [updated] = findings(viaEventBridge)
    expect(updated?.finding_id).toBe(first?.finding_id)
    expect(updated?.time).toBe(first?.time)
    expect(updated?.event_id).not.toBe(first?.event_id)
    expect(updated).toMatchObject({ severity: 9.1, updated_at: Date.UTC(2025, 2, 10, 9, 45, 0, 456) })
  })

  it('is one event however one update is delivered and its time is written', () => {
    const spaced = { ...finding, updatedAt: '2025-03-10 08:45:00.123' }
    expect(findings(spaced)[0]?.event_id).toBe(findings(finding)[0]?.event_id)
  })
})

describe('trap: a severity is no whole number', () => {
  it('stays 8.9 below and 9.0 at critical', () => {
    for (const severity of [1, 6.9, 8.9, 9.0]) {
      expect(findings({ ...finding, severity })[0]?.severity).toBe(severity)
    }
  })
})

describe('trap: samples and archived findings', () => {
  it('are marked, and left for the indicator to leave out', () => {
    const service = (more: object) => ({ ...finding, service: { ...finding.service, ...more } })
    expect(findings(service({ archived: true }))[0]?.status).toBe('archived')
    expect(findings(service({ additionalInfo: { sample: true } }))[0]?.sample).toBe(true)
    expect(findings(service({ additionalInfo: { value: '{"sample":true}' } }))[0]?.sample).toBe(true)
    expect(findings(service({ additionalInfo: { value: 'sample' } }))[0]?.sample).toBe(false)
    expect(findings({ ...finding, service: null })[0]).toMatchObject({ status: 'open', sample: false })
  })
})

describe('a record is rejected', () => {
  it.each([
    ['that is no finding', { a: 1 }, 'wrong_shape'],
    ['that is no object', 7, 'wrong_shape'],
    ['without a severity', { ...finding, severity: undefined }, 'wrong_shape'],
    ['with a severity in words', { ...finding, severity: 'HIGH' }, 'wrong_shape'],
    ['without the time it arose', { ...finding, createdAt: undefined }, 'invalid_field'],
    ['with a time that is none', { ...finding, createdAt: 'today', updatedAt: 'today' }, 'invalid_field'],
  ])('%s', (_, value, reason) => expect(reasonsOf(tell(value))).toEqual([reason]))

  it('and costs its neighbours nothing', () => {
    expect(reasonsOf(tell([finding, null, finding]))).toEqual(['told', 'wrong_shape', 'told'])
  })
})

it('keeps no secret that a finding holds', () => {
  const leaky = {
    ...finding,
    resource: { accessKeyDetails: { userName: 'reader', secretAccessKey: 'LEAK' } },
  }
  expect(JSON.stringify(tell(leaky))).not.toContain('LEAK')
})

it('tells nothing of a tombstone', () => {
  expect(guardduty.tell(message(null))).toEqual([])
})
