/** Rows of a FOCUS bill, and what is easily got wrong about them. */
import { describe, expect, it } from 'vitest'
import { focus } from '../../../src/events/sources/focus.ts'
import { message, reasonsOf, rowsOf } from './told.ts'

const row = {
  BilledCost: '0.00001605990',
  EffectiveCost: '0.00001000001',
  BillingAccountId: '1234567890123',
  BillingCurrency: 'USD',
  ChargeCategory: 'Usage',
  ChargePeriodStart: '2024-09-18 22:00:00',
  ChargePeriodEnd: '2024-09-18 23:00:00',
  ProviderName: 'AWS',
  RegionId: 'us-west-2',
  ServiceName: 'Amazon Simple Queue Service',
  SubAccountId: '051738928782',
  Tags: '{"application": "BrightLens", "environment": "dev"}',
}

const tell = (value: unknown, earlier_alike?: number) =>
  focus.tell(message(value, earlier_alike === undefined ? {} : { earlier_alike }))
const costs = (value: unknown, earlier?: number) => rowsOf(tell(value, earlier), 'cost_sample')
const cost = (more: object) => costs({ ...row, ...more })[0]

it('tells what a charge cost, of which service, account and day', () => {
  expect(costs(row)).toMatchObject([
    {
      time: Date.UTC(2024, 8, 18, 22),
      day: '2024-09-18',
      emitter: 'AWS',
      target_account: '051738928782',
      region: 'us-west-2',
      service: 'Amazon Simple Queue Service',
      workload: 'BrightLens',
      amount: '0.0000160599',
      effective_amount: '0.00001000001',
      currency: 'USD',
      units: null,
      linked: false,
      budget: null,
    },
  ])
})

describe('trap: money', () => {
  it('is exact, with all eleven decimals, also as a number and with an exponent', () => {
    expect(cost({ BilledCost: '123456789012345.12345678901' })?.amount).toBe('123456789012345.12345678901')
    expect(cost({ BilledCost: 0.1 })?.amount).toBe('0.1')
    expect(cost({ BilledCost: '8.0E-7' })?.amount).toBe('0.0000008')
  })

  it('may be negative: a credit', () => {
    expect(cost({ BilledCost: '-2.50000000001', ChargeCategory: 'Credit' })?.amount).toBe('-2.50000000001')
  })

  it('that is missing is no zero', () => {
    expect(cost({ EffectiveCost: 'NULL' })?.effective_amount).toBeNull()
    expect(reasonsOf(tell({ ...row, BilledCost: 'NULL' }))).toEqual(['invalid_field'])
    expect(reasonsOf(tell({ ...row, BilledCost: 'much' }))).toEqual(['invalid_field'])
    expect(reasonsOf(tell({ ...row, EffectiveCost: true }))).toEqual(['invalid_field'])
  })
})

describe('trap: the literal NULL', () => {
  it('is unknown, in every column', () => {
    const unknown = {
      SubAccountId: 'NULL',
      RegionId: 'NULL',
      ServiceName: null,
      Tags: 'NULL',
      ProviderName: '',
    }
    expect(cost(unknown)).toMatchObject({
      target_account: '',
      region: '',
      service: '',
      workload: '',
      emitter: '',
    })
  })
})

describe('trap: times without zone', () => {
  it('are UTC, and so is the day', () => {
    expect(cost({ ChargePeriodStart: '2024-09-18 23:30:00' })).toMatchObject({
      time: Date.UTC(2024, 8, 18, 23, 30),
      day: '2024-09-18',
    })
    expect(cost({ ChargePeriodStart: '2024-09-18' })?.time).toBe(Date.UTC(2024, 8, 18))
    expect(cost({ ChargePeriodStart: '2024-09-19T00:30:00+02:00' })?.day).toBe('2024-09-18')
  })
})

describe('trap: identifiers that look like numbers', () => {
  it('keep their leading zeros', () => {
    expect(cost({})?.target_account).toBe('051738928782')
    expect(cost({ SubAccountId: 51738928782 })?.target_account).toBe('51738928782')
    const subscription = '/subscriptions/64e355d7-997c-491d-b0c1-8414dccfcf42'
    expect(cost({ SubAccountId: subscription })?.target_account).toBe(subscription)
  })
})

describe('trap: a bill has no row ids', () => {
  it('gives the same row the same id, whatever the order of its columns', () => {
    const turned = Object.fromEntries(Object.entries(row).reverse())
    expect(costs(turned)[0]?.event_id).toBe(costs(row)[0]?.event_id)
    expect(cost({ ChargeDescription: 'other' })?.event_id).not.toBe(cost({})?.event_id)
  })

  it('takes two equal rows of one file for two charges', () => {
    const ids = [costs(row, 0), costs(row, 1), costs(row, 2)].map(([first]) => first?.event_id)
    expect(new Set(ids).size).toBe(3)
    expect(ids[0]).toBe(costs(row)[0]?.event_id)
  })

  it('takes two equal rows of one array for two charges, and the array told again for the same', () => {
    const ids = costs([row, row, { ...row, BilledCost: '1' }]).map(({ event_id }) => event_id)
    expect(new Set(ids).size).toBe(3)
    expect(costs([row, row, { ...row, BilledCost: '1' }]).map(({ event_id }) => event_id)).toEqual(ids)
  })
})

describe('the workload', () => {
  it.each([
    [{ Workload: 'a', application: 'b' }, 'a'],
    [{ 'user:Application': 'b', app: 'c' }, 'b'],
    [{ app: 'c', service: 'd' }, 'c'],
    [{ service: 'd' }, 'd'],
    [{ application: '', service: 'd' }, 'd'],
    [{ environment: 'dev' }, ''],
    [{ application: true }, ''],
  ])('of the tags %j is "%s"', (tags, workload) => {
    expect(cost({ Tags: JSON.stringify(tags) })?.workload).toBe(workload)
    expect(cost({ Tags: tags })?.workload).toBe(workload)
  })

  it('is unknown where tags are no JSON', () => {
    expect(cost({ Tags: 'application=b' })?.workload).toBe('')
  })

  it('arises through a link only where a tag says so', () => {
    expect(cost({ Tags: { 'linkmeter:linked': 'TRUE' } })?.linked).toBe(true)
    expect(cost({ Tags: { 'linkmeter:linked': 'no' } })?.linked).toBe(false)
  })
})

describe('a record is rejected', () => {
  it.each([
    ['that is no row', 7, 'wrong_shape'],
    ['of another table', { Date: '2024-09-18', Cost: '1' }, 'wrong_shape'],
    ['without a time', { ...row, ChargePeriodStart: 'NULL' }, 'invalid_field'],
    ['with a time that is none', { ...row, ChargePeriodStart: '18/09/2024' }, 'invalid_field'],
    ['of before 2000', { ...row, ChargePeriodStart: '1999-09-18 22:00:00' }, 'impossible_time'],
  ])('%s', (_, value, reason) => expect(reasonsOf(tell(value))).toEqual([reason]))
})

it('keeps no tag but the workload’s', () => {
  expect(JSON.stringify(cost({ Tags: { application: 'b', password: 'LEAK', owner: 'carol' } }))).not.toMatch(
    /LEAK|carol/,
  )
})

it('tells nothing of a tombstone', () => {
  expect(focus.tell(message(null))).toEqual([])
})
