/** The way that users take: events in by `import`, results out by `report`, on a store of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { runCommandLine } from '../../src/commands/command-line.ts'
import type { ReportEntry } from '../../src/commands/report-table.ts'
import type { SourceName } from '../../src/events/sources.ts'

export interface Imported {
  readonly read: number
  readonly stored: number
  readonly duplicates: number
  readonly rejected: number
}

export interface PublicPath {
  /** Imports records, a line each, and gives what `import` ends with. */
  tell(records: readonly object[], source?: SourceName): Promise<Imported>
  /** What `report --format json` says of an SLO as of a moment in ms. */
  report(slo: string, at_ms: number, options?: { by?: 'account' | 'role' | 'link' }): Promise<ReportEntry>
  /** Runs any command on the store and gives what it printed. @throws what it said on stderr when it failed */
  run(...parameters: string[]): Promise<string>
  /** The store's folder. */
  folder(): string
  /** Begins anew with an empty store. */
  empty(): Promise<void>
  close(): Promise<void>
}

export async function openPublicPath(settings: NodeJS.ProcessEnv = {}): Promise<PublicPath> {
  const folder = await mkdtemp(join(tmpdir(), 'linkmeter-public-'))
  let stores = 0
  let files = 0

  async function run(...parameters: string[]): Promise<string> {
    const [stdout, stderr] = [gather(), gather()]
    const environment = {
      LINKMETER_DATA_DIR: join(folder, `data-${stores}`),
      LOG_LEVEL: 'error',
      ...settings,
    }
    const code = await runCommandLine(parameters, {
      environment,
      stdout: stdout.stream,
      stderr: stderr.stream,
    })
    if (code !== 0) throw new Error(`${parameters.join(' ')}: ${stderr.text()}`)
    return stdout.text()
  }

  return {
    run,
    folder: () => join(folder, `data-${stores}`),
    async tell(records, source = 'native') {
      files += 1
      // A name of its own for each file: records without an id are known by file and line.
      const file = join(folder, `told-${files}.jsonl`)
      await writeFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
      const printed = await run('import', '--source', source, file)
      return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as Imported
    },
    async report(slo, at_ms, { by } = {}) {
      const breakdown = by === undefined ? [] : ['--by', by]
      const at = new Date(at_ms).toISOString()
      const printed = await run('report', '--slo', slo, '--at', at, '--format', 'json', ...breakdown)
      const [entry] = JSON.parse(printed) as ReportEntry[]
      if (entry === undefined) throw new Error(`report printed nothing of ${slo}`)
      return entry
    },
    async empty() {
      await rm(join(folder, `data-${stores}`), { recursive: true, force: true })
      stores += 1
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

function gather() {
  const stream = new PassThrough()
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}
