/** Runs reads of people and their tools: apart from the service's own statements, with its own rights and limits. */
import type { Parameters } from '../store.ts'

export interface ReadLimits {
  /** How long a query may run, in seconds. */
  readonly seconds: number
  readonly memory_bytes: number
  readonly rows: number
  /** Of a result, before it is compressed. */
  readonly bytes: number
}

export interface ReadResult {
  readonly bytes: Uint8Array
  readonly rows_read: number
  readonly bytes_read: number
  readonly seconds: number
}

export interface ReadRequest {
  /** Vetted (vet.ts), without its FORMAT clause. */
  readonly statement: string
  readonly format: string
  readonly parameters: Parameters | undefined
  /** Numbers that a JSON number would round or lose (64-bit ones, decimals, nan) come as text in JSON formats. */
  readonly exact_json?: boolean
  /** Ends the query in the engine, too. */
  readonly signal?: AbortSignal
}

export interface Reader {
  /** @throws StoreFailure with ClickHouse's code, also where a limit is met or the signal ended it */
  read(request: ReadRequest): Promise<ReadResult>
  close(): Promise<void>
}

/** ClickHouse's settings for `exact_json`. */
export const exactJson = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_denormals: 1,
} as const
