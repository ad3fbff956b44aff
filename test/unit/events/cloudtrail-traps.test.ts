/** The traps of real CloudTrail records, one by one. */
import { describe, expect, it } from 'vitest'
import { scrubText } from '../../../src/events/secrets.ts'
import { cloudtrail } from '../../../src/events/sources/cloudtrail.ts'
import { cloudtrailFixture, eventsOf, message, rowsOf } from './told.ts'

const tell = (record: unknown) => cloudtrail.tell(message(record))
const issuance = (record: unknown) => rowsOf(tell(record), 'token_issuance')[0]
const action = (record: unknown) => rowsOf(tell(record), 'action')[0]

const denied = cloudtrailFixture('assume-role-denied')
const byService = cloudtrailFixture('assume-role-by-service')
const withSession = cloudtrailFixture('action-with-session')
const [callersCopy, targetsCopy] = cloudtrailFixture('assume-role-pair')

describe('trap 1: a denied AssumeRole names its role in the error message only', () => {
  it('takes target account and role from there', () => {
    expect(denied.requestParameters).toBeNull()
    expect(issuance(denied)).toMatchObject({
      source_account: '111111111111',
      target_account: '222222222222',
      role: 'reader',
      outcome: 'auth_error',
      error_type: 'missing_trust',
      token_id: '',
      ttl_s: null,
    })
  })

  it.each([
    [' because no identity-based policy allows the sts:AssumeRole action', 'access_denied'],
    [' with an explicit deny in a service control policy', 'access_denied'],
    [' because no resource-based policy allows the sts:AssumeRole action', 'missing_trust'],
  ])('tells a role without trust from a caller without permission:%s', (because, error_type) => {
    const told = issuance({ ...denied, errorMessage: `${denied.errorMessage}${because}` })
    expect(told).toMatchObject({ error_type, target_account: '222222222222', role: 'reader' })
  })

  it('leaves the target unknown where nothing names the role, and never guesses the caller’s account', () => {
    expect(issuance({ ...denied, errorMessage: 'Access denied' })).toMatchObject({
      target_account: '',
      role: '',
      error_type: 'access_denied',
    })
  })
})

describe('trap 2: a failed ConsoleLogin has no error code', () => {
  const login = cloudtrailFixture('console-login-failure')

  it('is an auth error by its response', () => {
    expect(login.errorCode).toBeUndefined()
    expect(issuance(login)).toMatchObject({
      mechanism: 'console',
      outcome: 'auth_error',
      error_type: 'failed_authentication',
      principal: 'alice',
      target_account: '111111111111',
    })
  })

  it('is a success by its response, and unknown without one', () => {
    const good = { ...login, errorMessage: undefined, responseElements: { ConsoleLogin: 'Success' } }
    expect(issuance(good)).toMatchObject({ outcome: 'success', error_type: '' })
    expect(issuance({ ...good, responseElements: null })).toMatchObject({ outcome: 'unknown' })
  })
})

describe('trap 3: the expiration comes in two formats, the duration often not at all', () => {
  const expiring = (expiration: unknown, durationSeconds?: unknown, eventTime = '2025-03-10T09:00:00Z') =>
    issuance({
      ...callersCopy,
      eventTime,
      requestParameters: { roleArn: callersCopy.requestParameters.roleArn, durationSeconds },
      responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLETOKEN0001', expiration } },
    })?.ttl_s

  it('reads both, midnight and noon included', () => {
    expect(issuance(byService)?.ttl_s).toBe(3600) // 23:56:03 to "Jul 30, 2021 12:56:03 AM"
    expect(expiring('Mar 10, 2025, 9:15:00 AM')).toBe(900)
    expect(expiring('Mar 10, 2025 12:00:00 PM')).toBe(10_800)
    expect(expiring('Mar 10, 2025, 9:00:00\u202fPM')).toBe(43_200)
  })

  it('lets the second that rounding makes not count against a token', () => {
    expect(expiring('Mar 10, 2025, 9:15:01 AM', 900)).toBe(900)
    expect(expiring('Mar 10, 2025, 9:14:59 AM', '900')).toBe(900)
    expect(expiring('Mar 10, 2025, 9:15:05 AM', 900)).toBe(905)
  })

  it('falls back to the duration asked for, also as text, and to unknown', () => {
    expect(expiring(undefined, '900')).toBe(900)
    expect(expiring('soon', 3600)).toBe(3600)
    expect(expiring(undefined, 'long')).toBeNull()
    expect(expiring('Mar 10, 2025, 8:00:00 AM')).toBeNull()
  })
})

describe('trap 4: a cross-account AssumeRole leaves a copy in each account', () => {
  it('is one issuance, and the caller’s copy wins', () => {
    const [callers, targets] = [issuance(callersCopy), issuance(targetsCopy)]
    expect(callers?.event_id).toBe('s-assume')
    expect(targets?.event_id).toBe('s-assume')
    expect(callers?.precedence).toBe(1)
    expect(targets?.precedence).toBe(0)
    expect(callers?.principal).toBe('arn:aws:iam::111111111111:user/alice')
  })

  it('compares the caller’s account with the role’s, whatever the recipient says', () => {
    const accounts = { source_account: '111111111111', target_account: '222222222222', role: 'reader' }
    for (const recipientAccountId of ['111111111111', '222222222222', undefined]) {
      const told = issuance({ ...callersCopy, recipientAccountId })
      expect(told).toMatchObject({ ...accounts, precedence: 1 })
    }
    expect(issuance({ ...targetsCopy, recipientAccountId: undefined })).toMatchObject({
      ...accounts,
      precedence: 0,
    })
  })

  it('falls back to the event’s own id, which the documented pair shares', () => {
    expect(issuance({ ...callersCopy, sharedEventID: undefined })?.event_id).toBe('e-assume')
    expect(issuance({ ...targetsCopy, sharedEventID: undefined })?.event_id).toBe('e-assume')
  })

  it('takes a shared event id alone for no sign of another account', () => {
    const own = 'arn:aws:iam::111111111111:role/own'
    const told = issuance({
      ...callersCopy,
      recipientAccountId: '111111111111',
      requestParameters: { roleArn: own },
    })
    expect(told).toMatchObject({ source_account: '111111111111', target_account: '111111111111' })
  })

  it('keeps both copies of any other call as audit records of one audit_id', () => {
    const asAccount = {
      type: 'AWSAccount',
      accountId: '222222222222',
      principalId: 'AROAEXAMPLEREADER0000:nightly',
    }
    const owners = { ...withSession, recipientAccountId: '555555555555', userIdentity: asAccount }
    const [one, other] = [...rowsOf(tell(withSession), 'audit'), ...rowsOf(tell(owners), 'audit')]
    expect(one?.event_id).not.toBe(other?.event_id)
    expect(one?.audit_id).toBe('e-get')
    expect(other?.audit_id).toBe('e-get')
  })
})

describe('trap 5: CloudTrail carries no latency', () => {
  it('leaves it unknown, never zero', () => {
    expect(issuance(callersCopy)?.latency_ms).toBeNull()
    expect(action(withSession)?.latency_ms).toBeNull()
    expect(rowsOf(tell(withSession), 'audit')[0]?.latency_ms).toBeNull()
  })
})

describe('trap 6: services name the same failure differently', () => {
  it.each([
    ['ExpiredToken', 'auth_error', 'token_expired'],
    ['ExpiredTokenException', 'auth_error', 'token_expired'],
    ['RequestExpired', 'auth_error', 'token_expired'],
    ['Client.RequestExpired', 'auth_error', 'token_expired'],
    ['AuthFailure', 'auth_error', 'auth_failure'],
    ['Client.AuthFailure', 'auth_error', 'auth_failure'],
    ['InvalidClientTokenId', 'auth_error', 'invalid_token'],
    ['CloudTrailInvalidClientTokenIdException', 'auth_error', 'invalid_token'],
    ['UnrecognizedClientException', 'auth_error', 'invalid_token'],
    ['InvalidIdentityToken', 'auth_error', 'invalid_token'],
    ['SignatureDoesNotMatch', 'auth_error', 'invalid_signature'],
    ['AccessDenied', 'auth_error', 'access_denied'],
    ['AccessDeniedException', 'auth_error', 'access_denied'],
    ['Client.UnauthorizedOperation', 'auth_error', 'access_denied'],
    ['UnauthorizedOperation', 'auth_error', 'access_denied'],
    ['VpceAccessDenied', 'auth_error', 'access_denied'],
    ['Client.DryRunOperation', 'success', ''],
    ['NoSuchBucketPolicy', 'business_error', 'not_found'],
    ['ObjectLockConfigurationNotFoundError', 'business_error', 'not_found'],
    ['ValidationException', 'business_error', 'validation'],
    ['ThrottlingException', 'throttled', 'throttled'],
    ['Client.RequestLimitExceeded', 'throttled', 'limit_exceeded'],
    ['LimitExceededException', 'throttled', 'limit_exceeded'],
    ['ServiceQuotaExceededException', 'throttled', 'quota_exceeded'],
    ['InternalError', 'service_error', 'internal_error'],
    ['InternalFailure', 'service_error', 'internal_failure'],
    ['ServiceUnavailable', 'service_error', 'service_unavailable'],
    ['Server.Unavailable', 'service_error', 'unavailable'],
    ['BucketNotEmpty', 'business_error', 'bucket_not_empty'],
    ['InvalidDBInstanceState', 'business_error', 'invalid_db_instance_state'],
  ])('%s is %s %s', (errorCode, outcome, error_type) => {
    expect(action({ ...withSession, errorCode })).toMatchObject({ outcome, error_type })
  })

  it('takes an empty error code for none', () => {
    expect(action({ ...withSession, errorCode: '' })).toMatchObject({ outcome: 'success', error_type: '' })
  })
})

describe('trap 7: an ASIA key does not say that a role was assumed', () => {
  it('joins the issued key with the key of later calls', () => {
    expect(issuance(callersCopy)?.token_id).toBe('ASIAEXAMPLETOKEN0001')
    expect(action(withSession)).toMatchObject({ token_id: 'ASIAEXAMPLETOKEN0001', role: 'reader' })
  })

  it('gives a user’s session its token but no role, and a long-term key no token', () => {
    const user = { type: 'IAMUser', accountId: '222222222222', arn: 'arn:aws:iam::222222222222:user/bob' }
    const temporary = { ...withSession, userIdentity: { ...user, accessKeyId: 'ASIAEXAMPLETOKEN0009' } }
    const permanent = { ...withSession, userIdentity: { ...user, accessKeyId: 'AKIAEXAMPLEBOB000000' } }
    expect(action(temporary)).toMatchObject({ token_id: 'ASIAEXAMPLETOKEN0009', role: '' })
    expect(action(permanent)).toMatchObject({ token_id: '', role: '' })
  })

  it('keeps the token that a chained role was assumed with', () => {
    expect(issuance({ ...callersCopy, userIdentity: withSession.userIdentity })).toMatchObject({
      source_account: '222222222222',
      parent_token_id: 'ASIAEXAMPLETOKEN0001',
    })
  })
})

describe('trap 8: two trails deliver the same record twice', () => {
  it('gives both deliveries one event_id, for each recipient', () => {
    const ids = (record: unknown) => eventsOf(tell(record)).map(({ row }) => row.event_id)
    expect(ids({ ...withSession })).toEqual(ids(withSession))
    expect(action(withSession)?.event_id).toBe('222222222222 e-get')
    expect(ids({ ...withSession, recipientAccountId: '555555555555' })).not.toEqual(ids(withSession))
  })

  it('recognises a record without an eventID by its content, whatever the order of its keys', () => {
    const { eventID: _, ...nameless } = withSession
    const turned = Object.fromEntries(Object.entries(nameless).reverse())
    expect(action(turned)?.event_id).toBe(action(nameless)?.event_id)
    expect(action({ ...nameless, requestID: 'another' })?.event_id).not.toBe(action(nameless)?.event_id)
  })
})

describe('trap 9: an Insights record has no eventName', () => {
  const insight = cloudtrailFixture('insight')

  it('is a finding to be informed of, and no call', () => {
    expect(insight.eventName).toBeUndefined()
    expect(eventsOf(tell(insight)).map(({ kind }) => kind)).toEqual(['finding'])
    expect(rowsOf(tell(insight), 'finding')[0]).toMatchObject({
      finding_type: 'api_call_rate_insight',
      severity: 1,
      status: 'open',
      target_account: '111111111111',
    })
  })

  it('is resolved by the record of its end, which shares its id', () => {
    const start = { ...insight, sharedEventID: 's-insight' }
    const end = {
      ...start,
      eventID: 'e-insight-end',
      eventTime: '2025-03-10T10:00:00Z',
      insightDetails: { ...insight.insightDetails, state: 'End' },
    }
    const [open, resolved] = [...rowsOf(tell(start), 'finding'), ...rowsOf(tell(end), 'finding')]
    expect([open?.finding_id, resolved?.finding_id]).toEqual(['s-insight', 's-insight'])
    expect(resolved).toMatchObject({ status: 'resolved', updated_at: Date.UTC(2025, 2, 10, 10) })
    expect(resolved?.event_id).not.toBe(open?.event_id)
  })
})

describe('trap 10: raw records contain session tokens', () => {
  const leaky = {
    ...callersCopy,
    responseElements: {
      credentials: { accessKeyId: 'ASIAEXAMPLETOKEN0001', sessionToken: 'LEAK-1', secretAccessKey: 'LEAK-2' },
    },
    requestParameters: { ...callersCopy.requestParameters, password: 'LEAK-3' },
    additionalEventData: '{"x-amz-security-token":"LEAK-4"}',
  }

  it('lets none into an event', () => {
    expect(JSON.stringify(tell(leaky))).toContain('ASIAEXAMPLETOKEN0001')
    expect(JSON.stringify(tell(leaky))).not.toContain('LEAK')
  })

  it('lets none into a dead letter, and keeps the key’s id', () => {
    const kept = scrubText(Buffer.from(JSON.stringify(leaky)))
    expect(kept).toContain('ASIAEXAMPLETOKEN0001')
    expect(kept).not.toContain('LEAK')
  })
})
