/** A store over the official client: whatever the client talks to (server, socket, embedded engine). */
import type { ClickHouseClient } from '@clickhouse/client'
import { type Block, type Parameters, type Store, StoreFailure } from './store.ts'

/** How a block reaches the table: the embedded engine and a server take it in different ways. */
export type InsertBlock = (client: ClickHouseClient, table: string, block: Block) => Promise<void>

/**
 * Wraps clients as one store; each statement goes to the client with the least under way. Where blocks or readers have
 * clients of their own, they wait for nothing else, and nothing else for them.
 */
export function createClientStore(options: {
  place: string
  clients: readonly ClickHouseClient[]
  forBlocks?: readonly ClickHouseClient[]
  forReaders?: readonly ClickHouseClient[]
  insertBlock: InsertBlock
  /** How a statement gets its parameters; without it they are bound by the client. */
  setParameters?: (sql: string, parameters: Parameters) => string
  onClose?: () => Promise<void>
}): Store {
  const { clients, forBlocks = [], forReaders = [] } = options
  const lanes = lanesOf(clients)
  const blocks = forBlocks.length > 0 ? lanesOf(forBlocks) : lanes

  async function on<Result>(
    lanes: readonly Lane[],
    use: (client: ClickHouseClient) => Promise<Result>,
  ): Promise<Result> {
    const lane = lanes.reduce((calmest, other) => (other.busy < calmest.busy ? other : calmest))
    lane.busy += 1
    try {
      return await use(lane.client)
    } catch (error) {
      throw asStoreFailure(error)
    } finally {
      lane.busy -= 1
    }
  }

  function bind(sql: string, parameters: Parameters | undefined) {
    if (parameters === undefined) return { query: sql }
    const values = withDatesAsText(parameters)
    if (options.setParameters !== undefined) return { query: options.setParameters(sql, values) }
    return { query: sql, query_params: values }
  }

  function over(lanes: readonly Lane[], close: () => Promise<void>): Store {
    return {
      place: options.place,
      rows: <Row extends object>(sql: string, parameters?: Parameters) =>
        on(lanes, async (client) => {
          const result = await client.query({ format: 'JSONEachRow', ...bind(sql, parameters) })
          return result.json<Row>()
        }),
      read: (sql, format, parameters) =>
        on(lanes, async (client) => {
          const result = await client.exec(bind(`${sql}\nFORMAT ${format}`, parameters))
          const chunks: Buffer[] = []
          for await (const chunk of result.stream) chunks.push(Buffer.from(chunk as Uint8Array))
          return Buffer.concat(chunks)
        }),
      run: (sql, parameters) =>
        on(lanes, async (client) => {
          await client.command(bind(sql, parameters))
        }),
      insertRows: (table, rows) =>
        on(lanes, async (client) => {
          if (rows.length > 0) await client.insert({ table, values: [...rows], format: 'JSONEachRow' })
        }),
      insert: (table, block) => on(blocks, (client) => options.insertBlock(client, table, block)),
      close,
    }
  }

  const store = over(lanes, async () => {
    await Promise.all([...clients, ...forBlocks, ...forReaders].map((client) => client.close()))
    await options.onClose?.()
  })
  return forReaders.length === 0 ? store : { ...store, forReaders: over(lanesOf(forReaders), async () => {}) }
}

interface Lane {
  readonly client: ClickHouseClient
  /** Statements under way. */
  busy: number
}

function lanesOf(clients: readonly ClickHouseClient[]): Lane[] {
  return clients.map((client) => ({ client, busy: 0 }))
}

function withDatesAsText(parameters: Parameters): Record<string, unknown> {
  const entries = Object.entries(parameters).map(([name, value]) => [
    name,
    value instanceof Date ? dateText(value) : value,
  ])
  return Object.fromEntries(entries)
}

/** A client would cut a date to its second. */
function dateText(date: Date): string {
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/(?:\.000)?Z$/, '')
}

/**
 * ClickHouse error codes that pass by themselves: too many queries, parts or connections, memory,
 * time-outs, network, keeper and replica trouble, read-only replicas, a server shutting down.
 * Source: ClickHouse, src/Common/ErrorCodes.cpp.
 */
const PASSING_CODES = new Set([
  3, 159, 160, 198, 202, 203, 209, 210, 215, 225, 236, 241, 242, 243, 252, 254, 279, 285, 286, 288, 290, 305,
  319, 359, 394, 425, 439, 473, 499, 516, 594, 598, 601, 614, 630, 636, 637, 645, 668, 689, 700, 704, 717,
  719, 999, 1000,
])

function asStoreFailure(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error
  const message = briefly(error instanceof Error ? error.message : String(error))
  const code = clickhouseCode(error)
  if (code !== null) {
    return new StoreFailure(message, { retriable: PASSING_CODES.has(code), code, cause: error })
  }
  // Not an answer of the database: it was not reached, or the connection broke on the way. A mistake of ours stays one.
  const isDefect =
    error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  return new StoreFailure(message, { retriable: !isDefect, code: null, cause: error })
}

/**
 * ClickHouse repeats the whole statement beside what is wrong, and lists every token that would have been right:
 * the reader knows the one and needs no dozens of the other. What it suggests is kept.
 */
function briefly(message: string): string {
  return message
    .replace(/:? in scope (?:SELECT|WITH)\b[\s\S]*?(?=\. Maybe you meant|$)/i, '')
    .replace(/: while executing 'FUNCTION[\s\S]*$/, '')
    .replace(/[.\s]*Expected one of: [\s\S]{80,}$/, '')
    .trim()
}

/** The engine's and the client's error classes are two builds of one source: known by their shape, not their class. */
function clickhouseCode(error: unknown): number | null {
  if (!(error instanceof Error && 'code' in error && 'type' in error)) return null
  return typeof error.code === 'string' && /^\d+$/.test(error.code) ? Number(error.code) : null
}
