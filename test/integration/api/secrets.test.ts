/** Neither a token of ours nor a secret that came with an event is in anything that the API tells, logs or counts. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeadLetters } from '../../../src/dead-letters/dead-letters.ts'
import { keepLinkRegistry } from '../../../src/jobs/link-registry.ts'
import { answers } from '../../../src/web/api/answers.ts'
import { catalogue } from '../../../src/web/api/catalogue.ts'
import { linkId } from '../../../src/web/api/link-id.ts'
import { apiRoutes } from '../../../src/web/api/routes.ts'
import { cloudTrailRecord } from '../../support/cloudtrail-record.ts'
import { type Measuring, openMeasuring } from '../../support/measuring.ts'
import { quietLogger, startTestServer, type TestServer } from '../../support/web.ts'

const tokens = { read: 'PLANTED-read-7f3a', ingest: 'PLANTED-ingest-91bc', admin: 'PLANTED-admin-c2d4' }
const WRONG = 'PLANTED-wrong-55e1'
const IN_EVENTS = 'PLANTED-in-events-0d77'
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const link = { source_account: '111111111111', role: 'reader', target_account: '222222222222' }
const now = Date.now()

let measuring: Measuring
let server: TestServer
let logged: readonly unknown[]
beforeAll(async () => {
  measuring = await openMeasuring()
  const { store, slis } = measuring
  await measuring.tell([assumption()], 'cloudtrail')
  const acted = { kind: 'action', event_id: 'a', correlation_id: TRACE, time: now, ...link }
  await measuring.tell([{ ...acted, outcome: 'success', access_token: IN_EVENTS }])
  await expect(measuring.tell([{ ...acted, outcome: 'odd', password: IN_EVENTS }])).rejects.toThrow('outcome')
  await keepLinkRegistry(store)

  const { log, logger } = quietLogger()
  logged = log
  const deadLetters = createDeadLetters({ store, retake: measuring.retake })
  const shared = answers({ store, slos: slis.map(({ slo }) => slo), clock: Date })
  const sources = { slos: slis, clock: Date, version: '1.2.3', deadLetters, reading: null }
  server = await startTestServer(apiRoutes(sources, shared, logger), { tokens, login: true })
})
afterAll(async () => {
  await server.stop()
  await measuring.close()
})

function assumption(): object {
  const accounts = { source_account: '111111111111', target_account: '222222222222' }
  return {
    ...cloudTrailRecord({ requestID: 'r', time_ms: now, ...accounts }),
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn: 'arn:aws:iam::222222222222:role/reader', roleSessionName: 's' },
    responseElements: {
      credentials: { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: IN_EVENTS, sessionToken: IN_EVENTS },
    },
  }
}

const paths = catalogue.map(({ method, path }) => ({
  method,
  path: `/api/v1${path
    .replace(':name', 'm03-action-success')
    .replace(':id', linkId(link))
    .replace(':correlation_id', TRACE)}`,
}))
const bodies: Readonly<Record<string, object>> = {
  '/api/v1/sql': { query: 'SELECT 1' },
  '/api/v1/dead-letters/replay': { ids: ['none'], author: 'a test' },
  '/api/v1/dead-letters/discard': { ids: ['none'], author: 'a test' },
}

test('no secret is in any answer, header, log line or metric, whoever asks', async () => {
  const told: string[] = []
  const ask = async (method: string, path: string, authorization: string) => {
    const body = bodies[path]
    const response = await server.fetch(path, {
      method,
      headers: { Authorization: authorization, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    told.push(text, ...[...response.headers].flat())
    return { status: response.status, text }
  }
  const statuses = new Map<string, number>()
  for (const { method, path } of paths) {
    expect((await ask(method, path, `Bearer ${WRONG}`)).status).toBe(401)
    const basic = Buffer.from(`${tokens.read}:${tokens.admin}`).toString('base64')
    statuses.set(`${method} ${path}`, (await ask(method, path, `Basic ${basic}`)).status)
    if (method === 'GET') await ask(method, `${path}?token=${tokens.read}`, `Bearer ${tokens.read}`)
  }

  // Every endpoint was asked something that it answers; nobody reads by SQL here, and no such letter is there.
  expect([...statuses].filter(([, status]) => status !== 200)).toEqual([
    ['POST /api/v1/dead-letters/replay', 404],
    ['POST /api/v1/dead-letters/discard', 404],
    ['POST /api/v1/sql', 404],
  ])
  // What the secrets came with is told.
  const all = told.join('\n')
  for (const part of [TRACE, '"reason":"invalid_field"', 'AssumeRole']) expect(all).toContain(part)
  const written = JSON.stringify([told, logged, server.log, await server.registry.metrics()])
  for (const secret of [...Object.values(tokens), WRONG, IN_EVENTS]) expect(written).not.toContain(secret)
})
