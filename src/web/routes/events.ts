/** POST /v1/events: takes events and answers once they are stored. docs/http.md describes it for its callers. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Request, Response } from 'express'
import type { Logger } from 'pino'
import { LinkmeterError } from '../../errors.ts'
import { answerError } from '../answer-errors.ts'
import { memoryAllowance, type Reservation } from '../intake/memory-allowance.ts'
import { bodyReader } from '../intake/read-body.ts'
import { type Format, formatOf, recordsOf } from '../intake/records.ts'
import type { IntakeReceipt, IntakeRequest, TakeEvents } from '../intake/take-events.ts'
import { requestId } from '../request-id.ts'
import type { Route } from '../route.ts'
import { within } from '../within.ts'

export interface EventsOptions {
  /** The names of the sources that are known. */
  readonly sources: readonly string[]
  readonly takeEvents: TakeEvents
  readonly logger: Pick<Logger, 'warn'>
  readonly limits?: Partial<IntakeLimits>
}

export interface IntakeLimits {
  /** Of one body, inflated. */
  readonly body_bytes: number
  /** Of all bodies that are being read or stored. */
  readonly held_bytes: number
  /** How long a caller waits until its events are stored. */
  readonly store_ms: number
}

const usualLimits: IntakeLimits = {
  body_bytes: 16 * 1_048_576,
  held_bytes: 128 * 1_048_576,
  store_ms: 30_000,
}

export function events(options: EventsOptions): Route {
  const limits: IntakeLimits = { ...usualLimits, ...options.limits }
  const allowance = memoryAllowance(limits.held_bytes)
  const readBody = bodyReader(limits.body_bytes)

  async function handle(request: Request, response: Response): Promise<void> {
    // 1. What is refused without reading the body.
    const source = sourceOf(request.query['source'], options.sources)
    const format = formatOf(request.headers)
    const room = allowance.reserve(expectedBytes(request.headers, limits.body_bytes))
    if (room === null) return refuse(response, 'intake_busy', 1)
    // 2. The body, cut into records.
    const records = await readRecords(request, response, format, room)
    // 3. Stored, and only then answered. What is not stored is still held, also when its caller has been sent away.
    const taking = take({ source, records }).finally(room.release)
    const taken = await within(limits.store_ms, taking)
    if (taken.ended === 'in time') return answer(response, taken.value)
    const reason = taken.ended === 'failed' ? String(taken.error) : `not within ${limits.store_ms} ms`
    options.logger.warn({ request_id: requestId(response), reason }, 'events of a request were not stored')
    refuse(response, 'not_stored', 5)
  }

  async function readRecords(request: Request, response: Response, format: Format, room: Reservation) {
    try {
      const body = await readBody(request, response)
      room.correct(body.length)
      return recordsOf(format, body)
    } catch (error) {
      room.release()
      throw error
    }
  }

  async function take(request: IntakeRequest): Promise<IntakeReceipt> {
    return request.records.length === 0 ? NOTHING : options.takeEvents(request)
  }

  return { method: 'POST', path: '/v1/events', token: 'ingest', handle }
}

const NOTHING: IntakeReceipt = { read: 0, stored: 0, duplicates: 0, rejected: 0, rejections: [] }

function sourceOf(asked: unknown, known: readonly string[]): string {
  const source = asked ?? 'native'
  if (typeof source === 'string' && known.includes(source)) return source
  throw new LinkmeterError('source_unknown', { source: String(source), known: known.join(', ') })
}

/** What the body will take, told or guessed: JSON shrinks to a tenth. An unknown length may be all there may be. */
function expectedBytes(headers: IncomingHttpHeaders, limit: number): number {
  const length = Number(headers['content-length'] ?? Number.NaN)
  const inflated = headers['content-encoding'] === undefined ? length : length * 10
  return Number.isFinite(inflated) ? Math.min(inflated, limit) : limit
}

function answer(response: Response, receipt: IntakeReceipt): void {
  const refused = refusalOf(receipt)
  if (refused === null) response.json(receipt)
  else answerError(response, new LinkmeterError(refused), receipt)
}

/** A receipt is an error when nothing of the request was accepted; a lone record has its own reason as the status. */
function refusalOf({ read, rejected, rejections }: IntakeReceipt) {
  if (read === 0 || rejected < read) return null
  const only = read === 1 ? rejections[0]?.code : undefined
  if (only === 'not_json' || only === 'invalid_utf8') return 'body_not_json'
  return only === 'too_large' ? 'record_too_large' : 'every_record_rejected'
}

function refuse(response: Response, code: 'intake_busy' | 'not_stored', retry_after_s: number): void {
  response.setHeader('Retry-After', retry_after_s)
  answerError(response, new LinkmeterError(code))
}
