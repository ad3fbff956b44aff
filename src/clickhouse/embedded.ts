/** The store inside this process: the ClickHouse engine on a data folder that nobody else may use meanwhile. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type ClickHouseClient, type ClickHouseClientConfigOptions, createClient } from '@clickhouse/client'
import { Session } from 'chdb'
import { createChdbConnection } from 'chdb/connection'
import { LinkmeterError } from '../errors.ts'
import { createClientStore } from './client-store.ts'
import { writeEngineConfig } from './engine-config.ts'
import { inlineParameters } from './inlined-parameters.ts'
import { sessionSettings } from './session-settings.ts'
import type { Block, Store } from './store.ts'

/**
 * One connection runs one statement at a time, and a job's may take seconds: readers wait behind none of them, and
 * events behind neither. Each running statement holds a thread of libuv's pool: keep below its size.
 */
const CONNECTIONS = { jobs: 4, readers: 2, blocks: 1 }
/**
 * Where the processors do not suffice, what jobs compute comes a little later, and events and readers are served: without
 * the capability CAP_SYS_NICE the engine leaves this out. Readers take one thread a statement.
 */
const JOB_SETTINGS = 'SET os_threads_nice_value_query = 10'
const READER_SETTINGS = 'SET max_threads = 1'

/** Opens the engine on a folder, made when absent. @throws LinkmeterError data_folder_locked, data_folder_unusable */
export async function openEmbedded(folder: string, database: string): Promise<Store> {
  const path = resolve(folder)
  const spool = join(path, 'spool')
  await usable(path, () => mkdir(path, { recursive: true, mode: 0o700 }))
  const config = join(path, 'engine.xml')
  await usable(path, () => writeEngineConfig(config, database))
  const clients: ClickHouseClient[] = []
  let first: Session | null = null
  try {
    // The first session decides what the engine knows of users: readers may do less than we (engine-config.ts).
    first = new Session(path, { connectionArgs: [`--config-file=${config}`] })
    const all = CONNECTIONS.jobs + CONNECTIONS.readers + CONNECTIONS.blocks
    for (let lane = 0; lane < all; lane += 1) {
      const client = createClient({ connection: engineConnection(path) })
      clients.push(client)
      if (lane === 0) await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` })
      await client.command({ query: `USE ${database}` })
      await client.command({ query: setStatement() })
    }
    for (const client of jobsOf(clients)) await client.command({ query: JOB_SETTINGS })
    for (const client of readersOf(clients)) await client.command({ query: READER_SETTINGS })
  } catch (error) {
    await Promise.allSettled(clients.map((client) => client.close()))
    first?.close()
    // The engine names no cause here: on a folder we can write to, it is the lock of another process.
    if (isConnectionError(error)) throw new LinkmeterError('data_folder_locked', { path, holder: '' }, error)
    const reason = error instanceof Error ? error.message : String(error)
    throw new LinkmeterError('data_folder_unusable', { path, reason: reason.split('\n')[0] ?? reason }, error)
  }
  // The folder is ours now: blocks that a killed process left behind were never acknowledged.
  await usable(path, () => rm(spool, { recursive: true, force: true }))
  await usable(path, () => mkdir(spool, { mode: 0o700 }))
  return createClientStore({
    place: path,
    clients: jobsOf(clients),
    forReaders: readersOf(clients),
    forBlocks: clients.slice(CONNECTIONS.jobs + CONNECTIONS.readers),
    setParameters: inlineParameters,
    insertBlock: (client, table, block) => insertThroughSpool(client, spool, table, block),
    onClose: async () => first.close(),
  })
}

function jobsOf(clients: readonly ClickHouseClient[]): ClickHouseClient[] {
  return clients.slice(0, CONNECTIONS.jobs)
}

function readersOf(clients: readonly ClickHouseClient[]): ClickHouseClient[] {
  return clients.slice(CONNECTIONS.jobs, CONNECTIONS.jobs + CONNECTIONS.readers)
}

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CHDB_CONNECTION'
}

/** The engine's connection is made for the client's hook but declared against another build of the same types. */
function engineConnection(path: string): NonNullable<ClickHouseClientConfigOptions['connection']> {
  return createChdbConnection({ path }) as unknown as NonNullable<ClickHouseClientConfigOptions['connection']>
}

async function usable(path: string, use: () => Promise<unknown>): Promise<void> {
  try {
    await use()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new LinkmeterError('data_folder_unusable', { path, reason }, error)
  }
}

/** Parameters stand in the text of statements, which may be longer for it than the engine's default. */
const LONGEST_STATEMENT_BYTES = 64 * 1024 * 1024

function setStatement(): string {
  const settings = { ...sessionSettings, max_query_size: LONGEST_STATEMENT_BYTES }
  const assignments = Object.entries(settings).map(([name, value]) =>
    typeof value === 'number' ? `${name} = ${value}` : `${name} = '${value}'`,
  )
  return `SET ${assignments.join(', ')}`
}

/**
 * The engine's own insert takes only text formats, five times slower to build and to read.
 * A Native file it reads by itself; the page cache makes the detour cost about 0.2 µs a row.
 */
async function insertThroughSpool(
  client: ClickHouseClient,
  spool: string,
  table: string,
  block: Block,
): Promise<void> {
  const file = join(spool, `${randomUUID()}.native`)
  const columns = block.columns.join(', ')
  try {
    const handle = await open(file, 'wx', 0o600)
    try {
      await handle.writev([...block.chunks])
    } finally {
      await handle.close()
    }
    await client.command({
      query: inlineParameters(
        `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM file({file:String}, 'Native')`,
        { file },
      ),
    })
  } finally {
    await rm(file, { force: true })
  }
}
