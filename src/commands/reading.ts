/** Puts together who reads by SQL: of the engine or of a server, judged and limited. */
import { resolve } from 'node:path'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { createEmbeddedReader } from '../clickhouse/reading/embedded-reader.ts'
import type { Reader } from '../clickhouse/reading/reader.ts'
import { createServerReader } from '../clickhouse/reading/server-reader.ts'
import { createVetter } from '../clickhouse/reading/vet.ts'
import type { Store } from '../clickhouse/store.ts'
import type { Config, SqlSettings } from '../config.ts'
import { type SqlMetrics, sqlMetrics } from '../web/sql-endpoint/metrics.ts'
import { createReading, type Reading } from '../web/sql-endpoint/reading.ts'

export interface ReadingParts {
  readonly reading: Reading
  readonly metrics: SqlMetrics
  /** Waits for what still runs. */
  close(): Promise<void>
}

/** Null where nobody shall read by SQL, or where a server has nobody named who may only read. */
export function openReading(parts: {
  store: Store
  config: Config
  logger: Logger
  registry: Registry
}): ReadingParts | null {
  const { store, config, logger, registry } = parts
  const { sql } = config
  if (sql === null) return null
  const reader = readerOf(store, config, sql)
  if (reader === null) {
    logger.info('no SQL endpoint: LINKMETER_SQL_USER names nobody who may only read')
    return null
  }
  const metrics = sqlMetrics(registry)
  const vetter = createVetter({ store, reader })
  const { concurrency } = sql
  return {
    reading: createReading({ reader, vetter, concurrency, metrics }),
    metrics,
    close: () => reader.close(),
  }
}

function readerOf(store: Store, { store: place }: Config, sql: SqlSettings): Reader | null {
  const { server, database } = place
  const { limits } = sql
  if (server === null)
    return createEmbeddedReader({ folder: resolve(place.data_folder), database, store, limits })
  return sql.reader === null ? null : createServerReader({ url: server.url, ...sql.reader, database, limits })
}
