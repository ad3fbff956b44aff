/** Which events a CloudTrail record tells of. */
import { describe, expect, it } from 'vitest'
import { cloudtrail } from '../../../src/events/sources/cloudtrail.ts'
import { cloudtrailFixture, eventsOf, message, reasonsOf, rowsOf } from './told.ts'

const tell = (record: unknown) => cloudtrail.tell(message(record))
const kindsOf = (record: unknown) => eventsOf(tell(record)).map(({ kind }) => kind)

const withSession = cloudtrailFixture('action-with-session')
const [callersCopy] = cloudtrailFixture('assume-role-pair')
const [created, trustChanged, deleted] = cloudtrailFixture('role-life')
const [keyGone, keyOff, sessionsRevoked] = cloudtrailFixture('revocations')

describe('the rules', () => {
  it('tell of a token exchange and a console login as an issuance and as the audit record of itself', () => {
    expect(kindsOf(callersCopy)).toEqual(['token_issuance', 'audit'])
    expect(kindsOf(cloudtrailFixture('console-login-failure'))).toEqual(['token_issuance', 'audit'])
    for (const eventName of [
      'AssumeRoleWithSAML',
      'AssumeRoleWithWebIdentity',
      'GetFederationToken',
      'GetSessionToken',
    ]) {
      expect(kindsOf({ ...callersCopy, eventName })).toEqual(['token_issuance', 'audit'])
    }
  })

  it('tell of every other call as an action and as the audit record of itself', () => {
    expect(kindsOf(withSession)).toEqual(['action', 'audit'])
    expect(kindsOf({ ...callersCopy, eventName: 'GetCallerIdentity' })).toEqual(['action', 'audit'])
    expect(kindsOf({ ...callersCopy, eventSource: 'signin.amazonaws.com' })).toEqual(['action', 'audit'])
  })

  it('add what the call did only when it succeeded', () => {
    expect(kindsOf(deleted)).toEqual(['action', 'audit', 'link_lifecycle', 'revocation'])
    expect(kindsOf({ ...deleted, errorCode: 'AccessDenied' })).toEqual(['action', 'audit'])
  })
})

describe('an action', () => {
  it('carries who did what with which token to which resource', () => {
    expect(rowsOf(tell(withSession), 'action')[0]).toMatchObject({
      event_id: '222222222222 e-get',
      time: Date.UTC(2025, 2, 10, 9, 10),
      emitter: 's3.amazonaws.com',
      source_account: '222222222222',
      target_account: '222222222222',
      role: 'reader',
      region: 'eu-west-1',
      principal: 'arn:aws:sts::222222222222:assumed-role/reader/nightly',
      correlation_id: '',
      request_id: 'req-e-get',
      operation: 's3:GetObject',
      resource: 'arn:aws:s3:::ledger/2025/03.csv',
      outcome: 'success',
      source_ip: '192.0.2.10',
    })
  })

  it.each([
    ['an AWS service', { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' }, 'lambda.amazonaws.com', ''],
    ['a web identity', { type: 'WebIdentityUser', userName: 'repo:x', identityProvider: 'y' }, 'repo:x', ''],
    ['another account', { type: 'AWSAccount', accountId: '1', principalId: 'AROA:x' }, 'AROA:x', '1'],
    ['nobody', { type: 'AWSAccount', accountId: 'ANONYMOUS_PRINCIPAL', principalId: '' }, '', ''],
    ['no identity (AwsServiceEvent)', null, '', ''],
  ])('by %s says so', (_, userIdentity, principal, source_account) => {
    expect(rowsOf(tell({ ...withSession, userIdentity }), 'action')[0]).toMatchObject({
      principal,
      source_account,
    })
  })

  it('takes a time without zone for UTC, which CloudTrail’s times are', () => {
    const told = tell({ ...withSession, eventTime: '2025-03-10 09:10:00.000000000' })
    expect(rowsOf(told, 'action')[0]?.time).toBe(Date.UTC(2025, 2, 10, 9, 10))
  })
})

describe('the audit record of a call', () => {
  it('was delivered when its message was, else at its own time', () => {
    const delivered_at = Date.UTC(2025, 2, 10, 9, 14)
    const delivered = cloudtrail.tell(message(withSession, { delivered_at }))
    expect(rowsOf(delivered, 'audit')[0]).toMatchObject({
      delivered_at,
      request_id: 'req-e-get',
      audit_id: 'e-get',
    })
    expect(rowsOf(tell(withSession), 'audit')[0]?.delivered_at).toBe(Date.UTC(2025, 2, 10, 9, 10))
  })
})

describe('a link', () => {
  it('is granted to each other account that a new role trusts', () => {
    const links = rowsOf(tell(created), 'link_lifecycle')
    expect(links.map(({ source_account }) => source_account)).toEqual(['111111111111', '333333333333'])
    expect(links[0]).toMatchObject({ target_account: '444444444444', role: 'reader', transition: 'granted' })
    expect(new Set(links.map(({ event_id }) => event_id)).size).toBe(2)
  })

  it('has its permissions changed by a new trust policy', () => {
    expect(rowsOf(tell(trustChanged), 'link_lifecycle')).toMatchObject([
      { source_account: '111111111111', role: 'reader', transition: 'permissions_changed' },
    ])
  })

  it('is none where a role trusts a service, its own account or nobody that can be read', () => {
    for (const principal of [
      { Service: 'ec2.amazonaws.com' },
      { AWS: '444444444444' },
      '*',
      { AWS: [7, null] },
    ]) {
      const policyDocument = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: principal }] })
      expect(kindsOf({ ...trustChanged, requestParameters: { roleName: 'r', policyDocument } })).toEqual([
        'action',
        'audit',
      ])
    }
    expect(kindsOf({ ...trustChanged, requestParameters: null })).toEqual(['action', 'audit'])
  })

  it('is revoked with its role', () => {
    expect(rowsOf(tell(deleted), 'link_lifecycle')).toMatchObject([
      { source_account: '', target_account: '444444444444', role: 'reader', transition: 'revoked' },
    ])
  })
})

describe('a revocation', () => {
  it('takes a role, a key, or a role’s older sessions out of use', () => {
    const revocation = (record: unknown) => rowsOf(tell(record), 'revocation')
    const asked = { requested_by: 'arn:aws:iam::444444444444:user/admin', target_account: '444444444444' }
    expect(revocation(deleted)).toMatchObject([{ ...asked, scope: 'role', role: 'reader', token_id: '' }])
    expect(revocation(keyGone)).toMatchObject([
      { ...asked, scope: 'token', token_id: 'AKIAEXAMPLEBOB000000' },
    ])
    expect(revocation(keyOff)).toMatchObject([{ ...asked, scope: 'token', token_id: 'AKIAEXAMPLEBOB000001' }])
    expect(revocation(sessionsRevoked)).toMatchObject([{ ...asked, scope: 'role', role: 'reader' }])
    expect(revocation(keyGone)[0]).toMatchObject({ severity: 'critical', revocation_id: 'e-key-gone' })
  })

  it('is none where the key stays active, where no key is named, or where the policy denies something else', () => {
    const active = { ...keyOff, requestParameters: { ...keyOff.requestParameters, status: 'Active' } }
    const nameless = { ...keyGone, requestParameters: {} }
    const policyDocument = sessionsRevoked.requestParameters.policyDocument.replace(
      'TokenIssueTime',
      'CurrentTime',
    )
    const other = { ...sessionsRevoked, requestParameters: { roleName: 'reader', policyDocument } }
    for (const record of [active, nameless, other]) expect(kindsOf(record)).not.toContain('revocation')
  })
})

describe('a record is rejected', () => {
  it.each([
    ['that is no object', 7, 'wrong_shape'],
    ['without an eventName', { eventTime: '2025-03-10T09:10:00Z' }, 'wrong_shape'],
    ['with an eventName that is no text', { ...withSession, eventName: 5 }, 'wrong_shape'],
    ['that another service notified of', { ...withSession, eventSource: 'aws:s3' }, 'wrong_shape'],
    ['without an eventTime', { ...withSession, eventTime: undefined }, 'invalid_field'],
    ['with a time that is none', { ...withSession, eventTime: 'noon' }, 'invalid_field'],
    ['of before 2000', { ...withSession, eventTime: '1999-12-31T23:59:59Z' }, 'impossible_time'],
    ['of more than a day ahead', { ...withSession, eventTime: '2025-03-12T12:00:01Z' }, 'impossible_time'],
  ])('%s', (_, record, code) => {
    expect(reasonsOf(tell(record))).toEqual([code])
  })
})
