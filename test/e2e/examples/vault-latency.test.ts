/** Vault's audit log tells request and response apart: the latency is known where both halves are. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { clockFrom } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const at = clockFrom({ hours_ago: 3 })

interface Half {
  readonly time: string
  readonly type: string
  readonly auth: object
  readonly request: { readonly id: string }
  readonly [field: string]: unknown
}

const [loginRequest, loginResponse] = pair('login-pair')
const [readRequest, readResponse] = pair('denied-pair')

function pair(name: string): [Half, Half] {
  return JSON.parse(readFileSync(new URL(`../../fixtures/vault/${name}.json`, import.meta.url), 'utf8'))
}

/** A half of a request of its own, some milliseconds after 00:00. */
function half(entry: Half, id: string, after_ms: number): object {
  const time = new Date(at('0:00') + after_ms).toISOString()
  return { ...entry, time, request: { ...entry.request, id } }
}

/** The login of the fixture, an aws login from 111111111111 into team-payments, that takes so long. */
const login = (id: string, took_ms: number) => ({
  request: half(loginRequest, id, 0),
  response: half(loginResponse, id, took_ms),
})

/** A read, by the token of that login, that is allowed. */
const read = (id: string, from_ms: number, took_ms: number) => {
  const allowed = (entry: Half) => ({
    ...entry,
    auth: { ...entry.auth, accessor: 'hmac-sha256:acc-issued', policy_results: { allowed: true } },
    error: '',
    request: { ...entry.request, client_token_accessor: 'hmac-sha256:acc-issued' },
  })
  return {
    request: half(allowed(readRequest), id, from_ms),
    response: half(allowed(readResponse), id, from_ms + took_ms),
  }
}

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
beforeEach(() => path.empty())
afterAll(() => path.close())

test('M2: an issuance takes from its request to its response', async () => {
  const [fast, slow, alone] = [login('fast', 412), login('slow', 501), login('alone', 100)]
  await path.tell([slow.response, fast.request, fast.response, slow.request, alone.response], 'vault')
  const entry = await path.report('m02-token-issuance-latency', at('60:00'))
  // The response without its request has no latency.
  expect(entry).toMatchObject({ good: 1, total: 2 })
  expect(entry.values['p50_seconds']).toBeCloseTo(0.412, 2)
})

test('M7: so does an action', async () => {
  const [fast, slow] = [read('fast', 10_000, 200), read('slow', 10_000, 201)]
  const first = login('login', 100)
  await path.tell(
    [first, fast, slow].flatMap(({ request, response }) => [request, response]),
    'vault',
  )
  expect(await path.report('m07-cross-account-latency', at('60:00'))).toMatchObject({ good: 1, total: 2 })
})

test('a request that is told late, up to an hour before its response, still counts', async () => {
  const [late, early] = [login('late', 3_600_000), login('early', 3_600_001)]
  const action = read('read', 10_000, 3_000_000)
  await path.tell([login('login', 1).response, late.response, early.response, action.response], 'vault')
  expect(await path.report('m02-token-issuance-latency', at('90:00'))).toMatchObject({ total: 0 })
  expect(await path.report('m07-cross-account-latency', at('90:00'))).toMatchObject({ total: 0 })

  await path.tell([late.request, early.request, action.request], 'vault')
  expect(await path.report('m02-token-issuance-latency', at('90:00'))).toMatchObject({ good: 0, total: 1 })
  expect(await path.report('m07-cross-account-latency', at('90:00'))).toMatchObject({ good: 0, total: 1 })
})
