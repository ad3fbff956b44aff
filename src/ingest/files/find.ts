/** Finds the files with events among the paths a user names. */
import { constants } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { LinkmeterError } from '../../errors.ts'
import { createCsvSplitter } from './csv-rows.ts'
import { createJsonSplitter } from './json-documents.ts'
import { createLineSplitter } from './lines.ts'
import type { Splitter } from './split.ts'

export interface EventFile {
  readonly path: string
  readonly name: string
  /** On disk, before decompression. */
  readonly bytes: number
  readonly is_gzip: boolean
  readonly openSplitter: () => Splitter
}

/** By ending. */
const splitters: Readonly<Record<string, () => Splitter>> = {
  csv: createCsvSplitter,
  json: createJsonSplitter,
  jsonl: createLineSplitter,
  ndjson: createLineSplitter,
}

/**
 * The files at or below each path, folders walked by name; hidden ones are left out, as are links to folders.
 * @throws LinkmeterError path_missing, path_unreadable, no_event_files
 */
export async function findEventFiles(paths: readonly string[]): Promise<EventFile[]> {
  const found: EventFile[] = []
  for (const path of paths) {
    const files = await orExplained(path, () => filesAt(path))
    if (files.length === 0) throw new LinkmeterError('no_event_files', { path })
    found.push(...files)
  }
  return found
}

async function filesAt(path: string): Promise<EventFile[]> {
  const status = await stat(path)
  if (status.isDirectory()) return filesBelow(path)
  const file = await eventFile(path, status.size)
  return file === null ? [] : [file]
}

async function filesBelow(folder: string): Promise<EventFile[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const found: EventFile[] = []
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) found.push(...(await filesBelow(path)))
    else if (formatOf(path) !== null) {
      const status = await orExplained(path, () => stat(path))
      const file = status.isFile() ? await eventFile(path, status.size) : null
      if (file !== null) found.push(file)
    }
  }
  return found
}

async function eventFile(path: string, bytes: number): Promise<EventFile | null> {
  const format = formatOf(path)
  if (format === null) return null
  await orExplained(path, () => access(path, constants.R_OK))
  return { path, name: basename(path), bytes, ...format }
}

function formatOf(path: string): Pick<EventFile, 'is_gzip' | 'openSplitter'> | null {
  const [, ending = '', gz] = /\.(csv|json|jsonl|ndjson)(\.gz)?$/i.exec(path) ?? []
  const openSplitter = splitters[ending.toLowerCase()]
  return openSplitter === undefined ? null : { is_gzip: gz !== undefined, openSplitter }
}

/** Turns what the file system says into a sentence for the user. */
async function orExplained<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof LinkmeterError || !(error instanceof Error && 'code' in error)) throw error
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw new LinkmeterError('path_missing', { path }, error)
    throw new LinkmeterError('path_unreadable', { path, reason: String(error.code) }, error)
  }
}
