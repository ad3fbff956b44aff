/** The one way to data: what a ClickHouse server, the embedded engine and a running service's socket have in common. */

/** Bound parameters of a statement: `{name:Type}` in the SQL; arrays, but no maps. Times as Unix seconds or text in UTC, never as Date: the engine drops its milliseconds. */
export type Parameters = Readonly<Record<string, unknown>>

/** A block of rows in ClickHouse's Native format. */
export interface Block {
  /** The columns it fills, in its own order; the table's others take their defaults. */
  readonly columns: readonly string[]
  readonly rows: number
  readonly chunks: readonly Uint8Array[]
}

export interface Store {
  /** Where the data is, for messages: a folder, a socket or a URL without its password. */
  readonly place: string
  /** Runs a SELECT; 64-bit integers come as numbers, times as text. @throws StoreFailure */
  rows<Row extends object>(sql: string, parameters?: Parameters): Promise<Row[]>
  /** Runs a SELECT in any output format and gives its bytes. @throws StoreFailure */
  read(sql: string, format: string, parameters?: Parameters): Promise<Buffer>
  /** Runs a statement without a result. @throws StoreFailure */
  run(sql: string, parameters?: Parameters): Promise<void>
  /** Inserts a few rows, as objects with column names; for many rows there is `insert`. @throws StoreFailure */
  insertRows(table: string, rows: readonly object[]): Promise<void>
  /** Inserts a block and returns once it is stored. Repeating it after a failure is safe. @throws StoreFailure */
  insert(table: string, block: Block): Promise<void>
  close(): Promise<void>
  /** The same for people and scrapers, who must not wait behind long statements; where it is absent, this one will do. */
  readonly forReaders?: Store
}

/** A statement that failed. Expected by callers, so it says what they need: may it succeed when tried again? */
export class StoreFailure extends Error {
  readonly retriable: boolean
  /** ClickHouse's error code; null when the store was not reached. */
  readonly code: number | null

  constructor(message: string, options: { retriable: boolean; code: number | null; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'StoreFailure'
    this.retriable = options.retriable
    this.code = options.code
  }
}
