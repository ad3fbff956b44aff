import { request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { Route } from '../../../src/web/route.ts'
import { healthz } from '../../../src/web/routes/healthz.ts'
import { metrics } from '../../../src/web/routes/metrics.ts'
import { readyz } from '../../../src/web/routes/readyz.ts'
import { startTestServer, type TestServer } from '../../support/web.ts'

let server: TestServer
afterEach(() => server.stop())

const failing: Route = {
  method: 'GET',
  path: '/fail',
  token: null,
  handle: () => {
    throw new Error('secret detail')
  },
}

describe('every answer', () => {
  test('has an id, which is the caller’s own where it sent a sound one', async () => {
    server = await startTestServer([healthz])
    const id = async (headers: Record<string, string> = {}) =>
      (await server.fetch('/healthz', { headers })).headers.get('x-request-id')
    expect(await id()).toMatch(/^[\da-f-]{36}$/)
    expect(await id()).not.toBe(await id())
    expect(await id({ 'X-Request-Id': 'trace-7:a.b' })).toBe('trace-7:a.b')
    expect(await id({ 'X-Request-Id': 'a b' })).toMatch(/^[\da-f-]{36}$/)
  })

  test('says nothing of what serves it, and is neither kept nor framed', async () => {
    server = await startTestServer([healthz])
    const { headers } = await server.fetch('/healthz')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('is counted by route and status, and a path that is no route is `other`', async () => {
    server = await startTestServer([healthz])
    await server.fetch('/healthz')
    await server.fetch('/healthz/1')
    await server.fetch('/healthz/2')
    await expect.poll(() => server.registry.metrics()).toContain('{route="other",status="404"} 2')
    expect(await server.registry.metrics()).toContain('{route="/healthz",status="200"} 1')
  })
})

describe('errors', () => {
  test('an unknown path is a 404 with a code', async () => {
    server = await startTestServer([healthz])
    const answer = await server.fetch('/nothing')
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({
      error: { code: 'route_unknown', message: expect.stringContaining('docs/http.md') },
    })
  })

  test('a wrong method is a 405 that names the right one', async () => {
    server = await startTestServer([healthz])
    const answer = await server.fetch('/healthz', { method: 'DELETE' })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('GET')
    expect(await answer.json()).toMatchObject({ error: { code: 'method_not_allowed' } })
  })

  test('a defect is a 500 that shows neither message nor stack, and is logged under the id it names', async () => {
    server = await startTestServer([failing])
    const answer = await server.fetch('/fail', { headers: { 'X-Request-Id': 'r1' } })
    expect(answer.status).toBe(500)
    const body = await answer.text()
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'internal_error' } })
    expect(body).toContain('r1')
    expect(body).not.toContain('secret detail')
    expect(server.log.find(({ level }) => level === 'error')?.facts).toMatchObject({
      request_id: 'r1',
      reason: expect.stringContaining('secret detail'),
    })
  })

  test('a port in use is one sentence with the address', async () => {
    server = await startTestServer([healthz])
    const port = Number(new URL(server.address).port)
    await expect(startTestServer([], { port })).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining(`http://127.0.0.1:${port}`),
    })
  })

  test('an address of another machine cannot be listened on', async () => {
    server = await startTestServer([healthz])
    await expect(startTestServer([], { host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'address_unusable',
    })
  })
})

describe('tokens', () => {
  const tokens = { read: 'read-me', ingest: 'feed-me', admin: 'rule-me' }
  const asked = { registry: { metrics: async () => '', contentType: 'text/plain' } as never, stored: [] }

  test.each([
    ['none', undefined],
    ['a wrong one', 'Bearer read-you'],
    ['the other one', 'Bearer feed-me'],
    ['the right one without its scheme', 'read-me'],
    ['a longer one', 'Bearer read-me-too'],
  ])('with %s, a read is refused', async (_, authorization) => {
    server = await startTestServer([metrics(asked)], { tokens })
    const answer = await server.fetch('/metrics', { headers: authorization ? { authorization } : {} })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(await answer.text()).not.toContain('read-me')
  })

  test('the right one is let through, whatever the case of its scheme', async () => {
    server = await startTestServer([metrics(asked)], { tokens })
    for (const authorization of ['Bearer read-me', 'bearer read-me']) {
      expect((await server.fetch('/metrics', { headers: { authorization } })).status).toBe(200)
    }
  })

  test('probes need none', async () => {
    server = await startTestServer([healthz, readyz([])], { tokens })
    expect((await server.fetch('/healthz')).status).toBe(200)
    expect((await server.fetch('/readyz')).status).toBe(200)
  })
})

describe('/healthz', () => {
  test('says ok', async () => {
    server = await startTestServer([healthz])
    const answer = await server.fetch('/healthz')
    expect([answer.status, await answer.text()]).toEqual([200, 'ok'])
  })
})

describe('/readyz', () => {
  const migrations = { name: 'migrations', check: async () => ({ ready: true, detail: 'All are applied.' }) }

  test('is 200 when every part is ready', async () => {
    server = await startTestServer([readyz([migrations])])
    const answer = await server.fetch('/readyz')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      ready: true,
      checks: { migrations: { ready: true, detail: 'All are applied.' } },
    })
  })

  test('is 503 when one is not, and says which and why', async () => {
    const kafka = {
      name: 'kafka',
      check: async () => ({ ready: false, detail: 'No partition is assigned.' }),
    }
    server = await startTestServer([readyz([migrations, kafka])])
    const answer = await server.fetch('/readyz')
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({
      ready: false,
      checks: {
        migrations: { ready: true, detail: 'All are applied.' },
        kafka: { ready: false, detail: 'No partition is assigned.' },
      },
    })
  })

  test('a check that fails or hangs is not ready, and the answer does not wait for it', async () => {
    const checks = [
      { name: 'failing', check: () => Promise.reject(new Error('inner detail')) },
      { name: 'hanging', check: () => new Promise<never>(() => undefined) },
    ]
    server = await startTestServer([readyz(checks, 50)])
    const answer = await server.fetch('/readyz')
    expect(await answer.json()).toEqual({
      ready: false,
      checks: {
        failing: { ready: false, detail: 'The check itself failed.' },
        hanging: { ready: false, detail: 'The check gave no answer within 0.05 s.' },
      },
    })
  })
})

describe('stop', () => {
  test('lets a request under way finish, takes no more and ends kept connections', async () => {
    let release: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const slow: Route = {
      method: 'GET',
      path: '/slow',
      token: null,
      handle: async (_, response) => {
        await gate
        response.send('done')
      },
    }
    server = await startTestServer([slow])
    const answer = server.fetch('/slow')
    await expect.poll(() => connections(server.address)).toBe('open')
    const stopped = server.stop()
    await wait(20)
    await expect(server.fetch('/slow')).rejects.toThrow()
    release()
    expect(await (await answer).text()).toBe('done')
    const began = performance.now()
    await stopped
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

/** Whether the server takes connections. */
function connections(address: string): Promise<'open' | 'closed'> {
  return new Promise((resolve) => {
    const probe = request(`${address}/probe`, (response) => {
      response.resume()
      resolve('open')
    })
    probe.on('error', () => resolve('closed'))
    probe.end()
  })
}
