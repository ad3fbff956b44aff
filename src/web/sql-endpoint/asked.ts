/** What a request to ClickHouse's HTTP interface asks for. */
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Refusal } from './refusal.ts'

export interface Asked {
  /** The `query` of the URL, then the body. */
  readonly text: string
  readonly search: URLSearchParams
  /** Of the answer, where the statement names none. */
  readonly default_format: string
  readonly query_id: string | null
}

/** The longest body that is read: more than the longest statement takes. */
const LONGEST_BODY = 1_048_576

/** @throws Refusal for what cannot be read */
export async function askedBy(request: IncomingMessage): Promise<Asked> {
  const search = new URL(request.url ?? '/', 'http://localhost').searchParams
  if (/^multipart\//i.test(request.headers['content-type'] ?? '')) {
    throw new Refusal('bad_arguments', 'forms are not read here: send the query as the body')
  }
  const body = request.method === 'POST' ? await bodyOf(request) : ''
  const query_id = search.get('query_id') ?? header(request, 'x-clickhouse-query-id')
  // It comes back in a header.
  if (query_id !== null && !/^[\x21-\x7e]{1,200}$/.test(query_id)) {
    throw new Refusal('bad_arguments', 'a query_id is up to 200 characters without spaces')
  }
  return {
    text: [search.get('query') ?? '', body].filter((part) => part.trim() !== '').join('\n'),
    search,
    default_format: formatNamed(search.get('default_format') ?? header(request, 'x-clickhouse-format')),
    query_id,
  }
}

/** The best compression that both sides know; null: none. As ClickHouse's, only where it is asked for. */
export function compressionFor(
  request: IncomingMessage,
  search: URLSearchParams,
): 'br' | 'gzip' | 'deflate' | null {
  if (search.get('enable_http_compression') !== '1') return null
  const accepted = (request.headers['accept-encoding'] ?? '')
    .split(',')
    .map((one) => one.split(';')[0]?.trim())
  return (['br', 'gzip', 'deflate'] as const).find((encoding) => accepted.includes(encoding)) ?? null
}

function formatNamed(name: string | null): string {
  if (name === null || name === '') return 'TabSeparated'
  if (!/^\w{1,64}$/.test(name))
    throw new Refusal('unknown_format', 'a format is a word such as JSON or Native')
  return name
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}

const inflaters = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress } as const

async function bodyOf(request: IncomingMessage): Promise<string> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return textOf(request)
  if (encoding !== 'gzip' && encoding !== 'deflate' && encoding !== 'br') {
    throw new Refusal(
      'bad_arguments',
      `the body is compressed with ${encoding}: send gzip, deflate, br or none`,
    )
  }
  const inflater = inflaters[encoding]()
  const failed = once(inflater, 'error').then(() => {
    throw new Refusal('bad_arguments', `the body is not ${encoding}`)
  })
  failed.catch(() => {})
  return Promise.race([textOf(request.pipe(inflater)), failed])
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.length
    if (size > LONGEST_BODY) throw new Refusal('too_large', `a body may have ${LONGEST_BODY} bytes at most`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
