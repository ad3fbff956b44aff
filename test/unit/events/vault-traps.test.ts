/** The traps of Vault's audit device, one by one. */
import { describe, expect, it } from 'vitest'
import { vault } from '../../../src/events/sources/vault.ts'
import { eventsOf, fixture, message, reasonsOf, rowsOf } from './told.ts'

const source = vault({ vault_correlation_header: 'X-Correlation-Id' })
const tell = (entry: unknown, headers = {}) => source.tell(message(entry, { headers }))
const issuance = (entry: unknown) => rowsOf(tell(entry), 'token_issuance')[0]
const action = (entry: unknown) => rowsOf(tell(entry), 'action')[0]

const [loginRequest, loginResponse] = fixture('vault/login-pair')
const [credsRequest, credsResponse] = fixture('vault/creds-pair')
const [deniedRequest, deniedResponse] = fixture('vault/denied-pair')
const revoke = fixture('vault/revoke-accessor')
const policyChange = fixture('vault/policy-change')

/** The same response, as its engine or Vault's core refused it. */
const failed = (error: string, entry = deniedResponse) => ({
  ...entry,
  auth: { ...entry.auth, policy_results: { allowed: true } },
  error,
})
/** The same response to another path. */
const at = (path: string, entry: typeof revoke, request: object = {}) => ({
  ...entry,
  request: { ...entry.request, mount_point: '', path, ...request },
})

describe('trap: the two halves may be far apart, in different batches, or one of them missing', () => {
  it('tells each half by itself, under one request_id', () => {
    expect(issuance(loginRequest)).toMatchObject({
      event_id: 'v-login request',
      request_id: 'v-login',
      phase: 'request',
    })
    expect(issuance(loginResponse)).toMatchObject({
      event_id: 'v-login response',
      request_id: 'v-login',
      phase: 'response',
      outcome: 'success',
    })
  })

  it('leaves the latency to where both halves are', () => {
    const rows = rowsOf(tell([loginRequest, loginResponse]), 'token_issuance')
    expect(rows.map(({ latency_ms }) => latency_ms)).toEqual([null, null])
    // 412 ms lie between them.
    expect(rows.map(({ time }) => time)).toEqual([
      Date.UTC(2025, 2, 10, 9),
      Date.UTC(2025, 2, 10, 9, 0, 0, 412),
    ])
  })

  it('tells an entry one a line as well, and a broken line costs no other', () => {
    const lines = [JSON.stringify(loginRequest), '{"time":', JSON.stringify(loginResponse)].join('\n')
    expect(reasonsOf(source.tell(message(Buffer.from(lines))))).toEqual(['told', 'not_json', 'told'])
  })
})

describe('trap: a failure stands in both entries', () => {
  it('counts by the response only', () => {
    expect(action(deniedRequest)).toMatchObject({ phase: 'request', outcome: 'unknown', error_type: '' })
    expect(action(deniedResponse)).toMatchObject({
      phase: 'response',
      outcome: 'auth_error',
      error_type: 'access_denied',
    })
  })

  it('finds the failure of an engine that answers only with a hashed error', () => {
    const refused = { ...loginResponse, response: { data: { error: 'hmac-sha256:9a' } } }
    expect(issuance(refused)).toMatchObject({
      outcome: 'auth_error',
      error_type: 'failed_authentication',
      ttl_s: null,
      token_id: '',
    })
    const stored = {
      ...deniedResponse,
      auth: {},
      error: '',
      response: { data: { error: 'hmac-sha256:9a', b: 'x' } },
    }
    expect(action(stored)).toMatchObject({ outcome: 'success' })
  })

  it.each([
    ['1 error occurred:\n\t* permission denied\n\n', 'auth_error', 'access_denied'],
    ['error assuming role: AccessDenied: not authorized', 'auth_error', 'access_denied'],
    ['bad token', 'auth_error', 'invalid_token'],
    ['missing client token', 'auth_error', 'invalid_token'],
    ['token expired', 'auth_error', 'token_expired'],
    ['request path "x": rate limit quota exceeded', 'throttled', 'throttled'],
    ['lease count quota exceeded', 'throttled', 'quota_exceeded'],
    ['Vault is sealed', 'service_error', 'unavailable'],
    ['context deadline exceeded', 'service_error', 'timeout'],
    ['internal error', 'service_error', 'internal_error'],
    ['1 error occurred:\n\t* unsupported path\n\n', 'business_error', 'not_found'],
    ['unknown role: reader', 'business_error', 'not_found'],
    ['cannot write to readonly storage', 'business_error', 'request_failed'],
  ])('%j is %s %s', (error, outcome, error_type) => {
    expect(action(failed(error))).toMatchObject({ outcome, error_type })
  })

  it('takes any other failure of a login for a failed authentication', () => {
    expect(issuance({ ...loginResponse, error: 'invalid role or secret ID' })).toMatchObject({
      outcome: 'auth_error',
      error_type: 'failed_authentication',
    })
  })
})

describe('trap: the token_ttl at the top is the caller’s own', () => {
  it('takes the issued token’s', () => {
    const response = {
      ...loginResponse,
      auth: { ...loginResponse.auth, token_ttl: 2_764_800 },
    }
    expect(issuance(response)?.ttl_s).toBe(900)
  })

  it('leaves the lifetime of leased credentials unknown, since there is no lease_duration', () => {
    expect(credsResponse.auth.token_ttl).toBe(2_764_800)
    expect(issuance(credsResponse)).toMatchObject({ ttl_s: null, token_id: 'aws/creds/reader/9f1c' })
  })

  it('takes 0 for a token that never expires, not for one that lives no second', () => {
    const auth = { ...loginResponse.response.auth, token_ttl: 0 }
    expect(issuance({ ...loginResponse, response: { auth } })?.ttl_s).toBeNull()
  })

  it('knows no lifetime and no token before the response', () => {
    expect(issuance(loginRequest)).toMatchObject({ ttl_s: null, token_id: '' })
    expect(issuance(credsRequest)).toMatchObject({
      ttl_s: null,
      token_id: '',
      parent_token_id: 'hmac-sha256:acc-caller',
    })
  })
})

describe('trap: what is hashed is salted per device', () => {
  it('keeps the tellings of two devices apart', () => {
    const ids = ['file', 'socket'].map(
      (device) => rowsOf(tell(loginResponse, { 'vault-device': device }), 'token_issuance')[0],
    )
    expect(ids.map((row) => [row?.emitter, row?.event_id])).toEqual([
      ['file', 'file v-login response'],
      ['socket', 'socket v-login response'],
    ])
    expect(issuance({ ...loginResponse, device: 'file' })?.event_id).toBe('file v-login response')
  })

  it('joins the issued accessor with later calls and the revocation of one device', () => {
    expect(issuance(loginResponse)?.token_id).toBe('hmac-sha256:acc-issued')
    expect(action(deniedResponse)?.token_id).toBe('hmac-sha256:acc-caller')
    expect(rowsOf(tell(revoke), 'revocation')[0]?.token_id).toBe('hmac-sha256:acc-issued')
  })

  it('keeps no token of a device that logs everything raw', () => {
    const raw = JSON.parse(
      JSON.stringify([
        loginResponse,
        at('auth/token/revoke', revoke, { data: { token: 'hmac-sha256:1' } }),
      ]).replaceAll(/hmac-sha256:(?=\d)/g, 'hvs.CAESIJ'),
    )
    const told = tell(raw)
    expect(rowsOf(told, 'revocation')).toEqual([])
    expect(JSON.stringify(eventsOf(told))).not.toContain('hvs.')
  })

  it('cuts a token off a path', () => {
    expect(action(at('auth/token/lookup/s.aBcDeFgH', revoke))?.resource).toBe('auth/token/lookup')
    expect(action(at('cubbyhole/hvs.CAESIJT2KM9n2KJqg', revoke))?.resource).toBe('cubbyhole/[removed]')
  })
})

describe('trap: the remote address may include a port', () => {
  it.each([
    ['10.20.0.7', '10.20.0.7'],
    ['10.20.0.7:51234', '10.20.0.7'],
    ['[2001:db8::1]:51234', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['', ''],
  ])('%j is %j', (remote_address, source_ip) => {
    expect(action(at('secret/data/a', revoke, { remote_address }))?.source_ip).toBe(source_ip)
  })
})

describe('trap: a correlation id is there only if its header is audited', () => {
  it('reads the header of the setting, whatever its case', () => {
    expect(issuance(loginResponse)?.correlation_id).toBe('c-7f')
    const request = { ...loginRequest.request, headers: { 'X-CORRELATION-ID': ['c-8', 'c-9'] } }
    expect(issuance({ ...loginRequest, request })?.correlation_id).toBe('c-8')
  })

  it('takes a hashed header for none', () => {
    const request = { ...loginRequest.request, headers: { 'x-correlation-id': ['hmac-sha256:77'] } }
    expect(issuance({ ...loginRequest, request })?.correlation_id).toBe('')
  })

  it('without the setting reads none, and M10 leaves Vault out', () => {
    const unset = vault({ vault_correlation_header: '' })
    expect(rowsOf(unset.tell(message(loginResponse)), 'token_issuance')[0]?.correlation_id).toBe('')
    expect(unset.carries_correlation_id).toBe(false)
    expect(source.carries_correlation_id).toBe(true)
  })
})

describe('the path decides the kind', () => {
  const paths = (path: string, mount_type: string, operation = 'update') =>
    eventsOf(tell(at(path, { ...revoke, response: {} }, { mount_type, operation }))).map(({ kind, row }) =>
      kind === 'token_issuance' ? `${kind} ${row.mechanism} ${row.role}` : kind,
    )

  it.each([
    ['auth/approle/login', 'approle', 'update', ['token_issuance approle_login deployer']],
    ['auth/people/ldap/login/alice', 'ldap', 'update', ['token_issuance ldap_login deployer']],
    ['auth/ldap/login/alice', 'ldap', 'update', ['token_issuance ldap_login deployer']],
    ['auth/oidc/oidc/callback', 'oidc', 'read', ['token_issuance oidc_login deployer']],
    ['auth/token/create', 'token', 'update', ['token_issuance token_create deployer']],
    ['aws/creds/reader', 'aws', 'read', ['token_issuance aws_creds reader']],
    ['aws/sts/reader', 'aws', 'update', ['token_issuance aws_sts reader']],
    ['db/static-creds/app', 'database', 'read', ['token_issuance database_creds app']],
    ['secret/data/creds/app', 'kv', 'read', ['action']],
    ['secret/creds/app', 'kv', 'read', ['action']],
    ['auth/token/renew-self', 'token', 'update', ['action']],
    ['auth/token/revoke-self', 'token', 'update', ['action', 'revocation']],
    ['sys/leases/revoke/aws/creds/reader/9f1c', 'system', 'update', ['action', 'revocation']],
    ['sys/leases/revoke-prefix/aws/creds/reader', 'system', 'update', ['action', 'revocation']],
    ['sys/leases/revoke-prefix/aws', 'system', 'update', ['action']],
    ['sys/policies/acl/deploy', 'system', 'delete', ['action', 'policy_change']],
    ['sys/policies/acl/deploy', 'system', 'read', ['action']],
    ['sys/policy/deploy', 'system', 'update', ['action', 'policy_change']],
    ['sys/health', 'system', 'read', ['action']],
  ])('%s of %s, %s', (path, mount_type, operation, expected) => {
    expect(paths(path, mount_type, operation)).toEqual(expected)
  })

  it('names what was revoked', () => {
    const revoked = (path: string) => rowsOf(tell(at(path, revoke)), 'revocation')[0]
    expect(revoked('auth/token/revoke-accessor')).toMatchObject({
      event_id: 'v-revoke response',
      revocation_id: 'v-revoke',
      scope: 'token',
      token_id: 'hmac-sha256:acc-issued',
      severity: 'critical',
      requested_by: 'approle',
      target_account: 'team-payments',
    })
    expect(revoked('sys/leases/revoke/aws/creds/reader/9f1c')).toMatchObject({
      token_id: 'aws/creds/reader/9f1c',
    })
    expect(revoked('sys/leases/revoke-force/aws/creds/reader')).toMatchObject({
      scope: 'role',
      role: 'reader',
      token_id: '',
    })
  })

  it('names the policy that changed, and only where the change succeeded', () => {
    expect(rowsOf(tell(policyChange), 'policy_change')[0]).toMatchObject({
      policy: 'acl/deploy',
      change_type: 'update_policy',
      actor: 'approle',
      target_account: 'team-payments',
      planned: false,
    })
    expect(eventsOf(tell({ ...policyChange, error: 'permission denied' })).map(({ kind }) => kind)).toEqual([
      'action',
    ])
    expect(eventsOf(tell({ ...policyChange, type: 'request' })).map(({ kind }) => kind)).toEqual(['action'])
  })

  it('names link and caller as far as the log tells them', () => {
    expect(issuance(loginResponse)).toMatchObject({
      source_account: '111111111111',
      role: 'deployer',
      target_account: 'team-payments',
      principal: 'aws-deployer',
      mechanism: 'aws_login',
      broker: 'vault',
    })
    expect(action(deniedResponse)).toMatchObject({
      source_account: '',
      role: 'deployer',
      principal: 'approle',
      operation: 'kv:read',
      resource: 'secret/data/payroll',
    })
    const shown = {
      ...credsResponse,
      response: { data: { arn: 'arn:aws:sts::222222222222:assumed-role/reader/v' } },
    }
    expect(issuance(shown)).toMatchObject({ target_account: '222222222222', role: 'reader' })
    const root = { ...deniedResponse, request: { ...deniedResponse.request, namespace: { id: 'root' } } }
    expect(action(root)?.target_account).toBe('')
  })
})

it('what is no entry is refused with its reason', () => {
  expect(reasonsOf(tell([7, {}, { type: 'request' }, { type: 'response', request: {} }]))).toEqual([
    'wrong_shape',
    'wrong_shape',
    'wrong_shape',
    'invalid_field',
  ])
  expect(source.tell(message(null))).toEqual([])
})
