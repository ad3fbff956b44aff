/** Who may do what: tokens in headers, logins, guesses; and no secret is in any answer or log line. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSessions } from '../../../src/web/access/sessions.ts'
import type { Route } from '../../../src/web/route.ts'
import { startTestServer, type TestServer } from '../../support/web.ts'

const tokens = { read: 'PLANTED-read-7f3a', ingest: 'PLANTED-ingest-91bc', admin: 'PLANTED-admin-c2d4' }
const route = (method: Route['method'], path: string, token: Route['token']): Route => ({
  ...{ method, path, token },
  handle: (_, response) => {
    response.json({ done: true })
  },
})
const routes = [
  route('GET', '/results', 'read'),
  route('POST', '/things', 'ingest'),
  route('POST', '/changes', 'admin'),
  route('GET', '/open', null),
]

let server: TestServer
/** Every text that went out. */
let told: string[]
beforeEach(async () => {
  told = []
  server = await startTestServer(routes, { tokens, login: true })
})
afterEach(() => server.stop())

async function ask(path: string, headers: Record<string, string> = {}, init: RequestInit = {}) {
  const response = await server.fetch(path, { ...init, headers: { ...headers } })
  told.push(
    await response.clone().text(),
    ...[...response.headers].filter(([n]) => n !== 'set-cookie').flat(),
  )
  return response
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
const basic = (user: string, token: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`,
})
const post = { method: 'POST' }

async function login(token: string, origin = server.address) {
  const headers = { 'Content-Type': 'application/json', Origin: origin }
  return ask('/api/v1/session', headers, { ...post, body: JSON.stringify({ token }) })
}

async function cookieOf(response: Response) {
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

describe('a token', () => {
  test.each([
    ['as bearer', bearer(tokens.read)],
    ['as the password of Basic, whoever the user is', basic('grafana', tokens.read)],
    ['in ClickHouse’s header', { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': tokens.read }],
    ['of the admin, who may read, too', bearer(tokens.admin)],
  ])('opens what reads %s', async (_, headers) => {
    expect((await ask('/results', headers)).status).toBe(200)
  })

  test.each([
    ['the reader’s opens no change', '/changes', bearer(tokens.read)],
    ['the reader’s takes no events', '/things', bearer(tokens.read)],
    ['the admin’s takes no events', '/things', bearer(tokens.admin)],
    ['one that only begins right opens nothing', '/changes', bearer(`${tokens.admin}x`)],
    ['none opens nothing', '/changes', {}],
    ['as the user of Basic it opens nothing', '/changes', basic(tokens.admin, '')],
    ['an empty one opens nothing', '/changes', { 'X-ClickHouse-Key': '' }],
    ['as a cookie it opens nothing', '/changes', { Cookie: `linkmeter-session=${tokens.admin}` }],
  ])('%s', async (_, path, headers) => {
    const answer = await ask(path, headers, post)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: { code: 'token_wrong' } })
  })

  test('is asked of nobody where none is set', async () => {
    const open = await startTestServer(routes, { login: true })
    expect((await open.fetch('/results')).status).toBe(200)
    expect(await (await open.fetch('/api/v1/session')).json()).toEqual({
      needs_login: false,
      may: ['read', 'admin'],
      expires_at: null,
    })
    await open.stop()
  })

  test('that is wrong a hundred times is not looked at any more, and then the right one neither', async () => {
    for (let count = 0; count < 100; count += 1) {
      expect((await ask('/results', bearer(`guess-${count}`))).status).toBe(401)
    }
    const refused = await ask('/results', bearer(tokens.read))
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800)
    expect((await ask('/open')).status).toBe(200)
  })
})

describe('a login', () => {
  test('gives a cookie that scripts and other sites cannot use, and that opens what the token opens', async () => {
    expect(await (await ask('/api/v1/session')).json()).toEqual({
      needs_login: true,
      may: [],
      expires_at: null,
    })
    const answer = await login(tokens.read)
    expect(answer.headers.get('set-cookie')).toMatch(
      /^linkmeter-session=read\.\d+\.[\w-]{22}\.[\w-]{43}; Max-Age=43\d{3}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    )
    const Cookie = await cookieOf(answer)
    expect((await ask('/results', { Cookie })).status).toBe(200)
    expect((await ask('/changes', { Cookie, Origin: server.address }, post)).status).toBe(401)
    expect(await (await ask('/api/v1/session', { Cookie })).json()).toMatchObject({
      needs_login: false,
      may: ['read'],
    })
  })

  test('of the admin changes things, but only from the page itself', async () => {
    const Cookie = await cookieOf(await login(tokens.admin))
    const change = async (headers: Record<string, string>) =>
      (await ask('/changes', { Cookie, ...headers }, post)).status
    expect(await change({ Origin: server.address })).toBe(200)
    expect(await change({ Origin: 'https://evil.example' })).toBe(403)
    expect(await change({ Origin: 'null' })).toBe(403)
    expect(await change({})).toBe(403)
  })

  test('is refused to other sites and with a wrong token, and after ten of those altogether', async () => {
    expect((await login(tokens.read, 'https://evil.example')).status).toBe(403)
    for (let count = 0; count < 10; count += 1) expect((await login(`wrong-${count}`)).status).toBe(401)
    expect((await login(tokens.read)).status).toBe(429)
  })

  test('with the ingest token, no JSON or too much of it is none', async () => {
    expect((await login(tokens.ingest)).status).toBe(401)
    const headers = { 'Content-Type': 'text/plain', Origin: server.address }
    expect((await ask('/api/v1/session', headers, { ...post, body: tokens.read })).status).toBe(415)
    expect((await login('x'.repeat(5_000))).status).toBe(413)
  })

  test('ends when it is logged out, also for who kept the cookie', async () => {
    const Cookie = await cookieOf(await login(tokens.read))
    const ended = await ask('/api/v1/session', { Cookie, Origin: server.address }, { method: 'DELETE' })
    expect(ended.headers.get('set-cookie')).toMatch(/^linkmeter-session=;.*Expires=Thu, 01 Jan 1970/)
    expect((await ask('/results', { Cookie })).status).toBe(401)
  })

  test('cannot be forged, stretched or raised', async () => {
    const cookie = (await cookieOf(await login(tokens.read))).replace('linkmeter-session=', '')
    const [right, expires, nonce, signature] = cookie.split('.')
    for (const forged of [
      `admin.${expires}.${nonce}.${signature}`,
      `${right}.${Number(expires) + 1}.${nonce}.${signature}`,
      `${right}.${expires}.x${nonce}.${signature}`,
      `${right}.${expires}.${nonce}.`,
      `${right}.${expires}.${nonce}.${'A'.repeat(43)}`,
      `ingest.${expires}.${nonce}.${signature}`,
    ]) {
      const answer = await ask('/results', { Cookie: `linkmeter-session=${forged}` })
      expect(answer.status).toBe(401)
    }
  })

  test('is over after twelve hours, and with another token', () => {
    let now = Date.UTC(2026, 0, 1)
    const clock = { now: () => now }
    const { cookie } = createSessions(tokens, clock).begin('read')
    expect(createSessions(tokens, clock).read(cookie)?.right).toBe('read')
    expect(createSessions({ ...tokens, read: 'another' }, clock).read(cookie)).toBeNull()
    now += 12 * 3_600_000 - 1
    expect(createSessions(tokens, clock).read(cookie)).not.toBeNull()
    now += 1
    expect(createSessions(tokens, clock).read(cookie)).toBeNull()
  })
})

test('no token and no cookie is in any answer, header or log line', async () => {
  const session = (await cookieOf(await login(tokens.admin))).split('=')[1] ?? ''
  const secrets = [...Object.values(tokens), session, session.split('.')[3] ?? '', 'PLANTED-wrong']
  const cookie = { Cookie: `linkmeter-session=${session}` }
  await ask('/results', bearer('PLANTED-wrong'))
  await ask('/results', basic('PLANTED-wrong', tokens.ingest))
  await ask('/results', { 'X-ClickHouse-Key': 'PLANTED-wrong' })
  await ask('/changes', { ...cookie, Origin: 'https://evil.example' }, post)
  await ask('/changes', { ...cookie, ...bearer(tokens.read) }, post)
  await ask(`/nothing?token=${tokens.admin}`, cookie)
  await ask(`/${tokens.admin}`, cookie)
  await ask('/api/v1/session', { ...cookie, 'X-Request-Id': 'r 1' })
  await login('PLANTED-wrong')
  await ask(
    '/api/v1/session',
    { 'Content-Type': 'application/json', Origin: server.address },
    {
      ...post,
      body: `{"token":"${tokens.admin}"`,
    },
  )
  await ask('/api/v1/session', { ...cookie, Origin: server.address }, { method: 'DELETE' })
  await expect.poll(() => server.log.length).toBeGreaterThan(10)
  const written = JSON.stringify([told, server.log, await server.registry.metrics()])
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8)
    expect(written).not.toContain(secret)
  }
})
