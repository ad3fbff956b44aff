/** Puts the SQL endpoint together: a reader of the engine or of a server, who judges what may be asked, and a port. */
import { resolve } from 'node:path'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { createEmbeddedReader } from '../clickhouse/reading/embedded-reader.ts'
import type { Reader } from '../clickhouse/reading/reader.ts'
import { createServerReader } from '../clickhouse/reading/server-reader.ts'
import { createVetter } from '../clickhouse/reading/vet.ts'
import type { Store } from '../clickhouse/store.ts'
import type { Config, SqlSettings } from '../config.ts'
import type { Tokens } from '../web/route.ts'
import { sqlMetrics } from '../web/sql-endpoint/metrics.ts'
import { createSqlEndpoint, type SqlEndpoint } from '../web/sql-endpoint/server.ts'
import type { Tls } from '../web/tls.ts'

/** Null where there shall be none, or where a server has nobody named who may only read. */
export function openSqlEndpoint(parts: {
  store: Store
  config: Config
  logger: Logger
  registry: Registry
  tokens: Tokens
  tls: Tls | null
}): SqlEndpoint | null {
  const { store, config, logger, registry, tokens, tls } = parts
  const { sql, web } = config
  if (sql === null) return null
  const reader = readerOf(store, config, sql)
  if (reader === null) {
    logger.info('no SQL endpoint: LINKMETER_SQL_USER names nobody who may only read')
    return null
  }
  const endpoint = createSqlEndpoint({
    host: web.host,
    port: sql.port,
    tokens,
    tls,
    reader,
    vetter: createVetter({ store, reader }),
    concurrency: sql.concurrency,
    logger,
    metrics: sqlMetrics(registry),
  })
  return {
    ...endpoint,
    get address() {
      return endpoint.address
    },
    stop: async () => {
      await endpoint.stop()
      await reader.close()
    },
  }
}

function readerOf(store: Store, { store: place }: Config, sql: SqlSettings): Reader | null {
  const { server, database } = place
  const { limits } = sql
  if (server === null)
    return createEmbeddedReader({ folder: resolve(place.data_folder), database, store, limits })
  return sql.reader === null ? null : createServerReader({ url: server.url, ...sql.reader, database, limits })
}
