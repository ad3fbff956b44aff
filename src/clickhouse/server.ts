/** A store over HTTP: a ClickHouse server, or the Unix socket of a running service. */
import { Agent } from 'node:http'
import { Readable } from 'node:stream'
import {
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
  ClickHouseLogLevel,
  createClient,
} from '@clickhouse/client'
import { LinkmeterError } from '../errors.ts'
import { createClientStore } from './client-store.ts'
import { sessionSettings } from './session-settings.ts'
import type { Block, Store } from './store.ts'

/** Failures reach the reader as our own sentences; the client would print them a second time. */
const QUIET = { level: ClickHouseLogLevel.OFF }

export interface ServerAddress {
  readonly url: string
  readonly user: string
  readonly password: string
  readonly database: string
}

/** Connects to a server and asks it for its version. @throws LinkmeterError store_unreachable, store_refused */
export async function connectServer(address: ServerAddress): Promise<Store> {
  const client = createClient({
    url: address.url,
    username: address.user,
    password: address.password,
    clickhouse_settings: { ...sessionSettings },
    request_timeout: 120_000,
    log: QUIET,
  })
  const answer = await client.ping({ select: true })
  if (!answer.success) {
    await client.close()
    throw new LinkmeterError(
      'store_unreachable',
      { url: address.url, reason: answer.error.message },
      answer.error,
    )
  }
  await client.command({
    query: 'CREATE DATABASE IF NOT EXISTS {database:Identifier}',
    query_params: { database: address.database },
  })
  await client.close()
  return overHttp(new URL(address.url).host, {
    url: address.url,
    username: address.user,
    password: address.password,
    database: address.database,
    request_timeout: 600_000,
    clickhouse_settings: { ...sessionSettings },
  })
}

/** A store that speaks to the service which owns the data folder. The settings are the service's own. */
export function connectSocket(socketPath: string, database: string): Store {
  return overHttp(socketPath, {
    url: 'http://localhost',
    database,
    http_agent: new Agent({ keepAlive: true, ...{ socketPath } }),
    request_timeout: 600_000,
  })
}

function overHttp(place: string, options: ClickHouseClientConfigOptions): Store {
  return createClientStore({ place, clients: [createClient({ ...options, log: QUIET })], insertBlock })
}

async function insertBlock(client: ClickHouseClient, table: string, block: Block): Promise<void> {
  const { stream } = await client.exec({
    query: `INSERT INTO ${table} (${block.columns.join(', ')}) FORMAT Native`,
    values: Readable.from(block.chunks, { objectMode: false }),
  })
  stream.resume()
}
