import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request as ask, get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { healthz } from '../../../src/web/routes/healthz.ts'
import { readTlsFiles } from '../../../src/web/tls.ts'
import { makeCertificate } from '../../support/certificate.ts'
import { startTestServer } from '../../support/web.ts'

let folder: string
let files: { cert: string; key: string }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-tls-'))
  files = await makeCertificate(folder, 'own')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('with a certificate', () => {
  test('the service speaks HTTPS, says so to browsers, and its logins are Secure', async () => {
    const tokens = { read: 'r', ingest: 'i', admin: 'a' }
    const server = await startTestServer([healthz], { tls: await readTlsFiles(files), tokens, login: true })
    expect(server.address).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const ca = await readFile(files.cert)
    const request = get(`${server.address}/healthz`, { ca })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(200)
    expect(response.headers['strict-transport-security']).toContain('max-age=')
    response.resume()
    const login = ask(`${server.address}/api/v1/session`, {
      ...{ ca, method: 'POST' },
      headers: { 'content-type': 'application/json', origin: server.address },
    })
    login.end('{"token":"r"}')
    const [answer] = (await once(login, 'response')) as [IncomingMessage]
    expect(answer.headers['set-cookie']?.[0]).toContain('; Secure; SameSite=Strict')
    answer.resume()
    await server.stop()
  })
})

describe('files that are no certificate and key', () => {
  test.each([
    [
      'of two pairs',
      async () => ({ ...files, key: (await makeCertificate(folder, 'other')).key }),
      'tls_unusable',
    ],
    [
      'of text',
      async () => {
        await writeFile(join(folder, 'text'), 'hello')
        return { ...files, cert: join(folder, 'text') }
      },
      'tls_unusable',
    ],
    ['that are not there', async () => ({ ...files, key: join(folder, 'none') }), 'path_unreadable'],
  ])('%s are refused by name', async (_, given, code) => {
    const wrong = await given()
    const failure = await readTlsFiles(wrong).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code })
    expect(String(failure)).toContain(wrong.key)
  })
})
