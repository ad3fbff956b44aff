/** A test's own folder, with files in it, and a look into the store of a service that runs on it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectSocket } from '../../src/clickhouse/server.ts'

export interface Workplace {
  readonly folder: string
  /** The folder of the store that commands use with `settings`. */
  readonly data: string
  readonly settings: { readonly LINKMETER_DATA_DIR: string }
  /** Writes a file and gives its path. */
  file(name: string, content: string | Buffer): Promise<string>
  /** Rows of a query to the service that runs on `data`. */
  rows<Row extends object>(sql: string, parameters?: Readonly<Record<string, unknown>>): Promise<Row[]>
  /** The one number of a query, such as a count. */
  number(sql: string): Promise<number>
  remove(): Promise<void>
}

export async function makeWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'linkmeter-e2e-'))
  const data = join(folder, 'data')
  async function rows<Row extends object>(sql: string, parameters?: Readonly<Record<string, unknown>>) {
    const store = connectSocket(join(data, 'linkmeter.sock'), 'linkmeter')
    try {
      return await store.rows<Row>(sql, parameters)
    } finally {
      await store.close()
    }
  }
  return {
    folder,
    data,
    settings: { LINKMETER_DATA_DIR: data },
    file: async (name, content) => {
      const path = join(folder, name)
      await writeFile(path, content)
      return path
    },
    rows,
    number: async (sql) => {
      const [row] = await rows<Record<string, number>>(sql)
      return Object.values(row ?? {})[0] ?? Number.NaN
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** An action through a link, as a native event. */
export function action(event_id: string, more: object = {}): Record<string, unknown> {
  return { kind: 'action', event_id, time: new Date().toISOString(), outcome: 'success', ...more }
}

/** POSTs events as JSON and gives the status and the answer. */
export async function post(address: string, body: string | Buffer, type = 'application/json') {
  const answer = await fetch(`${address}/v1/events`, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  })
  return { status: answer.status, answer: (await answer.json()) as Record<string, unknown> }
}
