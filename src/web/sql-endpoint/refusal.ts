/** Why a request gets no rows, in ClickHouse's terms: its code, and the HTTP status that its server answers with. */
import { StoreFailure } from '../../clickhouse/store.ts'

/** ClickHouse's own codes (src/Common/ErrorCodes.cpp), by the names it prints. */
const codes = {
  bad_arguments: 36,
  unknown_format: 73,
  too_large: 307,
  readonly: 164,
  access_denied: 497,
  too_many_simultaneous_queries: 202,
  authentication_failed: 516,
} as const

export class Refusal extends Error {
  readonly code: number
  readonly kind: keyof typeof codes

  constructor(kind: keyof typeof codes, message: string) {
    super(message)
    this.name = 'Refusal'
    this.kind = kind
    this.code = codes[kind]
  }
}

export interface ToldRefusal {
  readonly status: number
  readonly code: number
  readonly body: string
}

/** Any failure as ClickHouse tells it. What nobody expected is told without its words, and is for the log. */
export function told(error: unknown): ToldRefusal {
  const known =
    error instanceof Refusal
      ? { code: error.code, message: `${error.message} (${error.kind.toUpperCase()})` }
      : error instanceof StoreFailure
        ? { code: error.code ?? STD_EXCEPTION, message: named(error.message, error.code) }
        : {
            code: STD_EXCEPTION,
            message: 'the query failed in linkmeter itself; its log says more (STD_EXCEPTION)',
          }
  return {
    status: statuses.get(known.code) ?? 500,
    code: known.code,
    body: `Code: ${known.code}. DB::Exception: ${known.message}\n`,
  }
}

const STD_EXCEPTION = 1001

/** Clients look for the name in brackets at the end. */
function named(message: string, code: number | null): string {
  return /\([A-Z_]+\)\s*(?:\(.*\))?$/.test(message) ? message : `${message} (CODE_${code ?? STD_EXCEPTION})`
}

/** As its HTTP handler maps them (src/Server/HTTP/exceptionCodeToHTTPStatus.cpp). */
const statuses = new Map<number, number>([
  [516, 401],
  [497, 403],
  [164, 403],
  [159, 408],
  [202, 503],
  [241, 500],
  [307, 413],
  [396, 500],
  ...[6, 26, 27, 36, 41, 43, 44, 46, 47, 50, 53, 62, 63, 69, 70, 72, 73, 158, 456, 457].map(
    (code) => [code, 400] as const,
  ),
  ...[16, 60, 81].map((code) => [code, 404] as const),
])
