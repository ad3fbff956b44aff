/** Turns what a route throws into an answer: `{"error":{"code","message"}}`, never a stack. */
import type { ErrorRequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { type ErrorCode, LinkmeterError } from '../errors.ts'
import { requestId } from './request-id.ts'

/** The HTTP status of each error a request may meet. What is not listed here is a defect: 500. */
export const statuses: Partial<Record<ErrorCode, number>> = {
  body_unreadable: 400,
  body_not_json: 400,
  exclusion_invalid: 400,
  parameters_invalid: 400,
  query_failed: 400,
  token_wrong: 401,
  query_refused: 403,
  sql_off: 404,
  login_wrong: 401,
  origin_foreign: 403,
  route_unknown: 404,
  source_unknown: 404,
  slo_unknown: 404,
  link_unknown: 404,
  dead_letter_unknown: 404,
  exclusion_unknown: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  too_many_records: 413,
  record_too_large: 413,
  media_type_unsupported: 415,
  json_expected: 415,
  content_encoding_unsupported: 415,
  every_record_rejected: 422,
  too_many_attempts: 429,
  intake_busy: 503,
  not_stored: 503,
  results_unreadable: 503,
}

export function answerErrors(logger: Pick<Logger, 'error'>): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const known = asKnown(error)
    if (known === null) {
      const reason = error instanceof Error ? error.stack : String(error)
      logger.error({ request_id: requestId(response), path: request.path, reason }, 'a request failed')
    }
    // Too late for an answer of ours: express ends the connection.
    if (response.headersSent) return next(error)
    answerError(response, known ?? new LinkmeterError('internal_error', { request_id: requestId(response) }))
  }
}

/** Answers with an error, and what else there is to say beside it. */
export function answerError(response: Response, error: LinkmeterError, beside: object = {}): void {
  const { code, message } = error
  response.status(statuses[code] ?? 500).json({ error: { code, message }, ...beside })
}

function asKnown(error: unknown): LinkmeterError | null {
  return error instanceof LinkmeterError && statuses[error.code] !== undefined ? error : null
}
