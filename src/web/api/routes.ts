/** The endpoints of the catalogue as routes: each question is checked, asked once for all who ask it, and answered. */
import type { Request, Response } from 'express'
import type { Logger } from 'pino'
import { StoreFailure } from '../../clickhouse/store.ts'
import { LinkmeterError } from '../../errors.ts'
import { bodyReader } from '../intake/read-body.ts'
import { requestId } from '../request-id.ts'
import type { Route } from '../route.ts'
import { within } from '../within.ts'
import type { Answer, AnswerSources, Answers } from './answers.ts'
import { catalogue } from './catalogue.ts'
import { csvText } from './csv.ts'
import type { ApiSources, Asked, Endpoint } from './endpoint.ts'
import { openApi } from './openapi.ts'

const API = '/api/v1'

/** Answers that are kept for longer are no measurements. */
const LONGEST_FRESH_MS = 60_000
const LARGEST_BODY_BYTES = 65_536

export function apiRoutes(
  sources: Omit<ApiSources, keyof AnswerSources>,
  answers: Answers,
  logger: Pick<Logger, 'warn'>,
): Route[] {
  const readBody = bodyReader(LARGEST_BODY_BYTES)
  const description = JSON.stringify(openApi(catalogue, sources.version))

  function routeOf(endpoint: Endpoint): Route {
    const { method, path, token } = endpoint
    return {
      method,
      path: `${API}${path}`,
      token,
      handle: async (request, response) => {
        const body = endpoint.body === null ? undefined : await jsonOf(request, response)
        const { format, ...query } = request.query
        const asked: Asked = {
          parameters: { ...query, ...request.params },
          body,
          signal: departureOf(response),
        }
        const wantsCsv = format === 'csv' && endpoint.csv !== null
        if (format !== undefined && !wantsCsv && format !== 'json') {
          throw new LinkmeterError('parameters_invalid', {
            problems: `format: expected json${endpoint.csv ? ' or csv' : ''}`,
          })
        }
        const answer = await inTime(endpoint.patience_ms, answerOf(endpoint, asked), response)
        if (endpoint.token === 'admin') answers.forget()
        response.setHeader('Age', ageOf(endpoint, answer))
        if (wantsCsv && endpoint.csv !== null) sendCsv(response, endpoint, endpoint.csv(answer.value))
        else sendJson(request, response, answer)
      },
    }
  }

  function answerOf(endpoint: Endpoint, asked: Asked) {
    return answers.get(endpoint.question(asked), endpoint.fresh_ms, (from) =>
      endpoint.ask(asked, { ...sources, ...from }),
    )
  }

  /** In whole seconds (RFC 9111, section 5.1). What does not change while the program runs is as good as new. */
  function ageOf({ fresh_ms }: Endpoint, { as_of_ms }: Answer): number {
    return fresh_ms > LONGEST_FRESH_MS ? 0 : Math.max(0, Math.floor((sources.clock.now() - as_of_ms) / 1_000))
  }

  /** A store that cannot be asked is no defect of ours, and passes: 503. */
  async function inTime<Value>(
    patience_ms: number,
    work: Promise<Value>,
    response: Response,
  ): Promise<Value> {
    const read = await within(patience_ms, work)
    if (read.ended === 'in time') return read.value
    if (read.ended === 'failed' && !(read.error instanceof StoreFailure && read.error.retriable))
      throw read.error
    const reason = read.ended === 'late' ? `no answer within ${patience_ms} ms` : String(read.error)
    logger.warn({ request_id: requestId(response), reason }, 'the results could not be read')
    response.setHeader('Retry-After', 5)
    throw new LinkmeterError('results_unreadable')
  }

  async function jsonOf(request: Request, response: Response): Promise<unknown> {
    if (!request.is('application/json')) throw new LinkmeterError('json_expected')
    const body = await readBody(request, response)
    try {
      return JSON.parse(body.toString('utf8'))
    } catch {
      throw new LinkmeterError('parameters_invalid', { problems: 'body: it is no JSON' })
    }
  }

  return [
    {
      method: 'GET',
      path: `${API}/openapi.json`,
      token: 'read',
      handle: (_, response) => {
        response.type('json').send(description)
      },
    },
    ...catalogue.map(routeOf),
  ]
}

function departureOf(response: Response): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  return gone.signal
}

/** The tag is the caller's to keep: a page that asks again with it learns cheaply that nothing has changed. */
function sendJson(request: Request, response: Response, answer: Answer): void {
  response.setHeader('ETag', answer.etag)
  if (request.get('if-none-match') === answer.etag) response.status(304).end()
  else response.type('json').send(answer.text)
}

function sendCsv(response: Response, { name }: Endpoint, rows: Parameters<typeof csvText>[0]): void {
  response.setHeader(
    'Content-Disposition',
    `attachment; filename="linkmeter-${name.replaceAll('_', '-')}.csv"`,
  )
  response.type('text/csv').send(csvText(rows))
}
