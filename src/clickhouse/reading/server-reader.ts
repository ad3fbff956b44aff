/** Reads from a ClickHouse server, as a user of its own that may only read (docs/operations.md gives its SQL). */
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { StoreFailure } from '../store.ts'
import { exactJson, type Reader, type ReadLimits } from './reader.ts'

export function createServerReader(options: {
  url: string
  user: string
  password: string
  database: string
  limits: ReadLimits
}): Reader {
  const { url, user, password, database, limits } = options
  const client = createClient({
    url,
    username: user,
    password,
    database,
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: (limits.seconds + 5) * 1_000,
    clickhouse_settings: {
      readonly: '2',
      max_execution_time: limits.seconds,
      max_memory_usage: String(limits.memory_bytes),
      max_result_rows: String(limits.rows),
      max_result_bytes: String(limits.bytes),
      result_overflow_mode: 'throw',
      cancel_http_readonly_queries_on_client_close: 1,
      wait_end_of_query: 1,
    },
  })
  return {
    read: async ({ statement, format, parameters, signal, exact_json = false }) => {
      const began = performance.now()
      try {
        const { stream, summary } = await client.exec({
          query: `${statement}\nFORMAT ${format}`,
          ...(parameters === undefined ? {} : { query_params: { ...parameters } }),
          ...(signal === undefined ? {} : { abort_signal: signal }),
          ...(exact_json ? { clickhouse_settings: exactJson } : {}),
        })
        const chunks: Buffer[] = []
        for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array))
        return {
          bytes: Buffer.concat(chunks),
          rows_read: Number(summary?.read_rows ?? 0),
          bytes_read: Number(summary?.read_bytes ?? 0),
          seconds: (performance.now() - began) / 1_000,
        }
      } catch (error) {
        throw asStoreFailure(error)
      }
    },
    close: () => client.close(),
  }
}

function asStoreFailure(error: unknown): StoreFailure {
  const code =
    error instanceof Error && 'code' in error && /^\d+$/.test(String(error.code)) ? error.code : null
  const message = error instanceof Error ? error.message : String(error)
  return new StoreFailure(message, {
    retriable: code === null,
    code: code === null ? null : Number(code),
    cause: error,
  })
}
