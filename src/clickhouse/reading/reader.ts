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
  /** Ends the query in the engine, too. */
  readonly signal?: AbortSignal
}

export interface Reader {
  /** @throws StoreFailure with ClickHouse's code, also where a limit is met or the signal ended it */
  read(request: ReadRequest): Promise<ReadResult>
  close(): Promise<void>
}
