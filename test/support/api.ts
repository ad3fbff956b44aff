/** The JSON API over a real engine, and a caller that holds every answer against the API's own description. */
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import type { Store } from '../../src/clickhouse/store.ts'
import { createDeadLetters, type Retake } from '../../src/dead-letters/dead-letters.ts'
import { answers } from '../../src/web/api/answers.ts'
import type { SloText } from '../../src/web/api/endpoint.ts'
import { apiRoutes } from '../../src/web/api/routes.ts'
import type { Reading } from '../../src/web/sql-endpoint/reading.ts'
import { quietLogger, startTestServer, type TestServer } from './web.ts'

export interface TestApi {
  readonly server: TestServer
  /** The answer, which must be 200 and as the description says. */
  get(path: string): Promise<unknown>
  stop(): Promise<void>
}

export async function startApi(
  store: Store,
  slos: readonly SloText[],
  more: { clock?: { now(): number }; retake?: Retake; reading?: Reading } = {},
): Promise<TestApi> {
  const { clock = Date, retake = () => Promise.reject(new Error('nothing is replayed here')) } = more
  const deadLetters = createDeadLetters({ store, retake })
  const { logger } = quietLogger()
  const server = await startTestServer(
    apiRoutes(
      { slos, clock, version: '1.2.3', deadLetters, reading: more.reading ?? null },
      answers({ store, slos: slos.map(({ slo }) => slo), clock }),
      logger,
    ),
  )
  const description = (await (await server.fetch('/api/v1/openapi.json')).json()) as Description
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(description as AnySchema, 'api')
  return {
    server,
    get: async (path) => {
      const response = await server.fetch(`/api/v1${path}`)
      const answer: unknown = await response.json()
      expect(response.status, `${path}: ${JSON.stringify(answer).slice(0, 400)}`).toBe(200)
      const name = operationOf(description, path)
      const validate = ajv.getSchema(`api#/components/schemas/${name}`)
      if (validate === undefined) throw new Error(`${name} has no schema`)
      expect(validate(answer) ? [] : validate.errors, path).toEqual([])
      return answer
    },
    stop: () => server.stop(),
  }
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>
}

function operationOf({ paths }: Description, asked: string): string {
  const path = `/api/v1${asked.split('?')[0]}`
  const found = Object.entries(paths).find(([template]) =>
    new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
  const operation = found?.[1]['get']
  if (operation === undefined) throw new Error(`the description has no GET ${path}`)
  return operation.operationId
}
