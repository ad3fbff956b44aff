/** How a span ended: by what it says itself, by an AWS error code, by an HTTP status; else by its status alone. */
import { type JsonObject, objectAt } from '../../json.ts'
import { type Outcome, outcomes } from '../../kind.ts'
import { type Ended, outcomeOfCode, snakeCase } from '../cloudtrail/outcome.ts'
import { type Attributes, numberOf, textOf } from './attributes.ts'

const SUCCESS: Ended = { outcome: 'success', error_type: '' }

export function outcomeOf(span: JsonObject, attributes: Attributes, isAws: boolean): Ended {
  const error = textOf(attributes, 'error.type', 'aws.error.code')
  const said = textOf(attributes, 'linkmeter.outcome')
  const known = outcomes.find((outcome) => outcome === said)
  if (known !== undefined) {
    return { outcome: known, error_type: textOf(attributes, 'linkmeter.error_type') || typeOf(error) }
  }
  const ended = endedBy(span, attributes, error, isAws)
  return { ...ended, error_type: textOf(attributes, 'linkmeter.error_type') || ended.error_type }
}

function endedBy(span: JsonObject, attributes: Attributes, error: string, isAws: boolean): Ended {
  const status = numberOf(attributes, 'http.response.status_code', 'http.status_code') ?? statusIn(error)
  const isError = isErrorStatus(span)
  if (error === '' && !isError && (status ?? 0) < 400) return SUCCESS
  const coded = isName(error) ? outcomeOfCode(error) : null
  // The last row of the codes takes any name for the caller's own error: of an AWS code only, and if nothing says more.
  if (coded !== null && coded.outcome !== 'business_error') return coded
  const byStatus = statusOutcome(status ?? 0)
  if (byStatus !== null) return { outcome: byStatus, error_type: typeOf(error) || `http_${status}` }
  if (/timeout|timed_?out|deadline/i.test(error)) return { outcome: 'service_error', error_type: 'timeout' }
  if (coded !== null && isAws) return coded
  return { outcome: 'unknown', error_type: typeOf(error) }
}

/** An AWS code as SDKs give it, and no class of an exception (`java.net.ConnectException`) or OpenTelemetry's `_OTHER`. */
function isName(error: string): boolean {
  return /^(?:(?:Client|Server)\.)?[A-Z]\w+$/.test(error)
}

function statusOutcome(status: number): Outcome | null {
  if (status === 401 || status === 403) return 'auth_error'
  if (status === 429) return 'throttled'
  if (status >= 500 && status < 600) return 'service_error'
  return status >= 400 && status < 500 ? 'business_error' : null
}

/** OpenTelemetry lets an error's type be the status itself: `"503"`. */
function statusIn(error: string): number | null {
  return /^[45]\d\d$/.test(error) ? Number(error) : null
}

function typeOf(error: string): string {
  if (error === '' || error === '_OTHER' || statusIn(error) !== null) return ''
  return snakeCase(error.split('.').at(-1) ?? '').replace(/_exception$/, '')
}

/** 0 is "not set", which OpenTelemetry takes for no error. */
function isErrorStatus(span: JsonObject): boolean {
  const { code } = objectAt(span, 'status')
  return code === 2 || code === 'STATUS_CODE_ERROR'
}
