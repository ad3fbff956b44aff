/**
 * Serves the embedded store to the command line over a Unix socket in the data folder,
 * as ClickHouse's HTTP interface: the same client talks to it as to a server.
 * The socket is readable by its owner only, as the data folder is.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmod, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { join, relative } from 'node:path'
import { LinkmeterError } from '../errors.ts'
import { parametersOf } from './parameter-text.ts'
import { type Store, StoreFailure } from './store.ts'

/** Parameters travel in the URL, lists of ids among them: as long as ClickHouse's own limit (http_max_uri_size). */
const LONGEST_URL = 1_048_576

/** Where the socket of a data folder is. @throws LinkmeterError data_folder_unusable when the path is too long */
export function socketPathOf(folder: string): string {
  const absolute = join(folder, 'linkmeter.sock')
  const short = relative(process.cwd(), absolute)
  const path = short.length < absolute.length ? short : absolute
  // sockaddr_un holds 108 bytes on Linux, 104 on macOS.
  if (Buffer.byteLength(path) > 100) {
    throw new LinkmeterError('data_folder_unusable', {
      path: folder,
      reason: 'its path is too long for a Unix socket',
    })
  }
  return path
}

/** True when a running service answers on the socket. */
export async function answers(socketPath: string): Promise<boolean> {
  const socket = connect(socketPath)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Starts serving; gives the function that ends it. A socket that a killed process left behind is replaced. */
export async function serveSocket(socketPath: string, store: Store): Promise<() => Promise<void>> {
  await rm(socketPath, { force: true })
  const server = createServer({ maxHeaderSize: LONGEST_URL }, (request, response) => {
    answer(request, response, store).catch((error: unknown) => refuse(response, error))
  })
  server.listen(socketPath)
  await once(server, 'listening')
  await chmod(socketPath, 0o600)
  return async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
    await rm(socketPath, { force: true })
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, store: Store): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname === '/ping') {
    response.end('Ok.\n')
    return
  }
  const query = url.searchParams.get('query')
  const insert = /^INSERT INTO (\w+) \(([\w, ]+)\) FORMAT Native$/.exec(query ?? '')
  if (insert?.[1] !== undefined && insert[2] !== undefined) {
    await store.insert(insert[1], { columns: insert[2].split(', '), rows: 0, chunks: await bytesOf(request) })
    response.end()
    return
  }
  const body = Buffer.concat(await bytesOf(request)).toString('utf8')
  const sql = [query, body].filter((part) => part !== null && part !== '').join('\n')
  const { statement, format } = splitFormat(sql)
  response.setHeader('X-ClickHouse-Query-Id', randomUUID())
  if (format === null) {
    await store.run(statement, parametersOf(url.searchParams, statement))
    response.end()
    return
  }
  response.setHeader('X-ClickHouse-Format', format)
  response.end(await store.read(statement, format, parametersOf(url.searchParams, statement)))
}

/** The official client ends every query that has a result with `FORMAT Name`. */
function splitFormat(sql: string): { statement: string; format: string | null } {
  const match = /\bFORMAT\s+(\w+)\s*;?\s*$/i.exec(sql)
  return match?.[1] === undefined
    ? { statement: sql, format: null }
    : { statement: sql.slice(0, match.index), format: match[1] }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer[]> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks
}

function refuse(response: ServerResponse, error: unknown): void {
  const code = error instanceof StoreFailure ? (error.code ?? 1000) : 1000
  const message = error instanceof Error ? error.message : String(error)
  if (!response.headersSent) {
    response.statusCode = 500
    response.setHeader('X-ClickHouse-Exception-Code', String(code))
  }
  response.end(`Code: ${code}. DB::Exception: ${message} (LINKMETER)`)
}
