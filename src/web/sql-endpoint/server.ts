/** The SQL endpoint: ClickHouse's HTTP interface on a port of its own, from the root on, for reading only. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { promisify } from 'node:util'
import { brotliCompress, deflate, gzip } from 'node:zlib'
import type { Logger } from 'pino'
import type { ReadResult } from '../../clickhouse/reading/reader.ts'
import { addressOf, listen } from '../listen.ts'
import type { Tokens } from '../route.ts'
import type { Tls } from '../tls.ts'
import { createDoorkeeper, type Doorkeeper } from './access.ts'
import { type Asked, askedBy, compressionFor } from './asked.ts'
import type { SqlMetrics } from './metrics.ts'
import type { Reading } from './reading.ts'
import { Refusal, told } from './refusal.ts'

export interface SqlEndpointOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly tokens: Tokens
  /** Null: plain HTTP. */
  readonly tls?: Tls | null
  readonly reading: Reading
  readonly logger: Pick<Logger, 'debug' | 'error'>
  readonly metrics: Pick<SqlMetrics, 'queries' | 'seconds'>
}

export interface SqlEndpoint {
  readonly address: string
  /** @throws LinkmeterError port_in_use, address_unusable */
  start(): Promise<void>
  /** Ends what still runs. */
  stop(): Promise<void>
}

/** Parameters travel in the URL: as long as ClickHouse's own limit (http_max_uri_size). */
const LONGEST_HEAD = 1_048_576
const REQUEST_TIMEOUT_MS = 30_000

export function createSqlEndpoint(options: SqlEndpointOptions): SqlEndpoint {
  const { host, port, logger, metrics, tls = null } = options
  const served = {
    ...options,
    doorkeeper: createDoorkeeper(options.tokens),
  }
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const began = performance.now()
    const result = await answer(request, response, served)
    const seconds = (performance.now() - began) / 1_000
    metrics.queries.inc({ result })
    metrics.seconds.observe(seconds)
    logger.debug({ result, seconds }, 'SQL query')
  }
  const limits = { maxHeaderSize: LONGEST_HEAD, requestTimeout: REQUEST_TIMEOUT_MS }
  const server =
    tls === null
      ? createServer(limits, serve)
      : createTlsServer({ ...limits, ...tls, minVersion: 'TLSv1.2' }, serve)
  const scheme = tls === null ? 'http' : 'https'
  return {
    get address() {
      const bound = server.address()
      return addressOf(scheme, host, typeof bound === 'object' && bound !== null ? bound.port : port)
    },
    start: () => listen(server, host, port, scheme),
    stop: async () => {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

type Result = 'success' | 'refused' | 'failed' | 'aborted'
type Served = SqlEndpointOptions & { readonly doorkeeper: Doorkeeper }

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<Result> {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Cache-Control', 'no-store')
  try {
    const url = new URL(request.url ?? '/', 'http://localhost')
    // 1. What asks nothing of the tables: is somebody there?
    if (
      url.pathname === '/ping' ||
      (url.pathname === '/' && request.method === 'GET' && !url.searchParams.has('query'))
    ) {
      response.end('Ok.\n')
      return 'success'
    }
    // 2. Who asks?
    await served.doorkeeper.admit(request, url.searchParams)
    // 3. What, and may it be asked?
    const asked = await askedBy(request)
    const { text, search, default_format } = asked
    const { result, format } = await served.reading.ask({ text, search, default_format, signal: gone.signal })
    // 4. The rows.
    await give(response, request, { asked, result, format })
    return 'success'
  } catch (error) {
    if (gone.signal.aborted) return 'aborted'
    return refuse(response, error, served)
  }
}

const compressors = {
  br: promisify(brotliCompress),
  gzip: promisify(gzip),
  deflate: promisify(deflate),
} as const

async function give(
  response: ServerResponse,
  request: IncomingMessage,
  { asked, result, format }: { asked: Asked; result: ReadResult; format: string },
): Promise<void> {
  response.setHeader('Content-Type', contentTypes[format] ?? 'application/octet-stream')
  response.setHeader('X-ClickHouse-Format', format)
  response.setHeader('X-ClickHouse-Query-Id', asked.query_id ?? randomUUID())
  response.setHeader('X-ClickHouse-Timezone', 'UTC')
  response.setHeader('X-ClickHouse-Server-Display-Name', 'linkmeter')
  response.setHeader('X-ClickHouse-Summary', summaryOf(result))
  const encoding = compressionFor(request, asked.search)
  if (encoding !== null) response.setHeader('Content-Encoding', encoding)
  response.end(encoding === null ? result.bytes : await compressors[encoding](result.bytes))
}

/** As ClickHouse has it: every number as text. */
function summaryOf({ rows_read, bytes_read, seconds, bytes }: ReadResult): string {
  const summary = {
    read_rows: rows_read,
    read_bytes: bytes_read,
    written_rows: 0,
    written_bytes: 0,
    total_rows_to_read: 0,
    result_rows: 0,
    result_bytes: bytes.length,
    elapsed_ns: Math.round(seconds * 1e9),
  }
  return JSON.stringify(
    Object.fromEntries(Object.entries(summary).map(([name, value]) => [name, String(value)])),
  )
}

const contentTypes: Readonly<Record<string, string>> = {
  CSV: 'text/csv; charset=UTF-8; header=absent',
  CSVWithNames: 'text/csv; charset=UTF-8; header=present',
  JSON: 'application/json; charset=UTF-8',
  JSONCompact: 'application/json; charset=UTF-8',
  JSONEachRow: 'application/x-ndjson; charset=UTF-8',
  JSONCompactEachRow: 'application/x-ndjson; charset=UTF-8',
  Pretty: 'text/plain; charset=UTF-8',
  PrettyCompact: 'text/plain; charset=UTF-8',
  TabSeparated: 'text/tab-separated-values; charset=UTF-8',
  TabSeparatedWithNames: 'text/tab-separated-values; charset=UTF-8',
  TabSeparatedWithNamesAndTypes: 'text/tab-separated-values; charset=UTF-8',
}

function refuse(response: ServerResponse, error: unknown, { logger }: Served): Result {
  const { status, code, body } = told(error)
  if (code === UNEXPECTED) {
    logger.error({ reason: error instanceof Error ? error.stack : String(error) }, 'a SQL query failed')
  }
  if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="linkmeter"')
  response.statusCode = status
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8')
  response.setHeader('X-ClickHouse-Exception-Code', String(code))
  response.end(body)
  return error instanceof Refusal ? 'refused' : 'failed'
}

const UNEXPECTED = 1001
