/** Reads from the embedded engine: each query in a session of its own, which may only read and is thrown away. */
import { randomUUID } from 'node:crypto'
import { type ChdbResult, Session } from 'chdb'
import { sessionSettings } from '../session-settings.ts'
import { readSql } from '../sql-file.ts'
import { type Store, StoreFailure } from '../store.ts'
import { exactJson, type Reader, type ReadLimits, type ReadRequest, type ReadResult } from './reader.ts'

/** @param folder where `store` has opened the engine: its rights are those of engine-config.ts */
export function createEmbeddedReader(options: {
  folder: string
  database: string
  store: Store
  limits: ReadLimits
}): Reader {
  const { folder, database, store, limits } = options
  const underWay = new Set<Promise<unknown>>()

  async function read(request: ReadRequest): Promise<ReadResult> {
    const { statement, format, parameters, signal, exact_json = false } = request
    const mark = randomUUID()
    // 1. A session that cannot write, change its settings, or take the owner's rights back.
    const session = new Session(folder, { connectionArgs: readerArguments({ limits, mark, exact_json }) })
    // The engine does not stop for a signal: another session has to tell it.
    const end = () => void store.run(readSql('queries/kill-query'), { mark }).catch(() => {})
    try {
      session.query('SET ROLE NONE')
      session.query(`USE ${database}`)
      // 2. The query.
      signal?.throwIfAborted()
      signal?.addEventListener('abort', end, { once: true })
      const result =
        parameters === undefined
          ? await session.queryAsync(statement, { format })
          : await session.queryBindAsync(statement, parameters, { format })
      // 3. The engine looks at this limit between blocks only, and the last one may be large.
      if (result.bytes().length > limits.bytes) throw tooMuch(limits)
      return asRead(result)
    } catch (error) {
      throw asStoreFailure(error)
    } finally {
      signal?.removeEventListener('abort', end)
      session.close()
    }
  }

  return {
    read: (request) => {
      const reading = read(request)
      underWay.add(reading)
      const done = () => underWay.delete(reading)
      reading.then(done, done)
      return reading
    },
    close: async () => {
      await Promise.allSettled(underWay)
    },
  }
}

/** Given when the session is made, so that no statement can take them back: `readonly` forbids SET. */
function readerArguments(asked: { limits: ReadLimits; mark: string; exact_json: boolean }): string[] {
  const { limits, mark, exact_json } = asked
  const settings: Record<string, string | number> = {
    ...outputSettings,
    ...(exact_json ? exactJson : {}),
    log_comment: mark,
    max_execution_time: limits.seconds,
    max_memory_usage: limits.memory_bytes,
    max_result_rows: limits.rows,
    max_result_bytes: limits.bytes,
    result_overflow_mode: 'throw',
    // Limits of time are looked at between blocks only.
    function_range_max_elements_in_block: 1_000_000,
    max_threads: 2,
    implicit_select: 0,
    allow_introspection_functions: 0,
    allow_ddl: 0,
    readonly: 1,
  }
  return Object.entries(settings).map(([name, value]) => `--${name}=${value}`)
}

/** As a server answers unless told otherwise: clients read their own settings into it. */
const outputSettings = { session_timezone: sessionSettings.session_timezone }

function asRead(result: ChdbResult): ReadResult {
  return {
    bytes: result.bytes(),
    rows_read: result.rowsRead,
    bytes_read: result.bytesRead,
    seconds: result.elapsed,
  }
}

/** ClickHouse's own code for it: TOO_MANY_ROWS_OR_BYTES. */
function tooMuch({ bytes }: ReadLimits): StoreFailure {
  return new StoreFailure(`Limit for result exceeded, max bytes: ${bytes} (TOO_MANY_ROWS_OR_BYTES)`, {
    retriable: false,
    code: 396,
  })
}

/** The engine's errors carry ClickHouse's code; the words `Query failed` before it say nothing. */
function asStoreFailure(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error
  const message = error instanceof Error ? error.message : String(error)
  const [, told, text] = /Code: (\d+)\. DB::Exception: ([\s\S]*)$/.exec(message) ?? []
  const code = told === undefined ? null : Number(told)
  return new StoreFailure((text ?? message).trim(), { retriable: false, code, cause: error })
}
