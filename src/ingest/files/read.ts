/** Reads a file's records as messages, a bounded number at a time, from disk as fast as they are taken. */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { LinkmeterError } from '../../errors.ts'
import type { SourceDefinition } from '../../events/source.ts'
import type { DeliveredMessage } from '../delivery.ts'
import type { EventFile } from './find.ts'
import { DamagedStream, inflate } from './inflate.ts'
import type { RecordBytes } from './split.ts'

/** What a source asks of a file beyond its records. */
export type FileNeeds = Pick<SourceDefinition, 'makes_repeats' | 'tells_of_files'>

/**
 * The file's records, each at its number (from 0) as offset; behind them, for a source that `tells_of_files`,
 * a message about the file. Damage to a compressed file costs the records behind it: one rejection says so in their
 * place, and the file counts as not received.
 * @throws LinkmeterError path_unreadable
 */
export async function* readEventFile(
  file: EventFile,
  onRead: (bytes: number) => void,
  needs: FileNeeds = {},
): AsyncGenerator<DeliveredMessage[]> {
  const splitter = file.openSplitter()
  const delivered_at = deliveryTimeOf(file.name)
  const numbered = numberRecords(delivered_at, needs.makes_repeats ? countAlike() : null)
  const hash = needs.tells_of_files ? createHash('sha256') : null
  try {
    const bytes = readBytes(file, onRead)
    const content = file.is_gzip ? inflate(bytes) : bytes
    for await (const chunk of withoutMark(hash === null ? content : hashed(content, hash))) {
      yield* portions(numbered(splitter.push(chunk)))
    }
    yield numbered(splitter.end())
    if (hash !== null) yield [aboutFile(file.path, hash, delivered_at)]
  } catch (error) {
    if (error instanceof DamagedStream) yield numbered([damaged(splitter.end())])
    else throw error
  }
}

async function* readBytes(file: EventFile, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file.path)) {
      yield chunk
      onRead(chunk.length)
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'syscall' in error) {
      throw new LinkmeterError('path_unreadable', { path: file.path, reason: String(error.code) }, error)
    }
    throw error
  }
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** Some editors put a mark before the text. */
async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true
  for await (const chunk of chunks) {
    const isMarked = isFirst && chunk.subarray(0, 3).equals(BYTE_ORDER_MARK)
    yield isMarked ? chunk.subarray(3) : chunk
    isFirst = false
  }
}

/** The content as it passes; after its end the hash is of all of it. */
async function* hashed(content: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    hash.update(chunk)
    yield chunk
  }
}

function numberRecords(
  delivered_at: number | null,
  earlierAlike: ((bytes: Buffer) => number) | null,
): (records: readonly RecordBytes[]) => DeliveredMessage[] {
  let next = 0
  return (records) =>
    records.map(({ bytes, size, refused }) => {
      const offset = next
      next += 1
      const message = { value: bytes, headers: {}, offset, delivered_at }
      if (refused !== undefined) return { ...message, refused: { ...refused, size } }
      return earlierAlike === null ? message : { ...message, earlier_alike: earlierAlike(bytes) }
    })
}

/** Counts how many records with the same bytes came before. Remembers 16 letters of each, not the record. */
function countAlike(): (bytes: Buffer) => number {
  const seen = new Map<string, number>()
  return (bytes) => {
    const key = createHash('sha256').update(bytes).digest('base64').slice(0, 16)
    const earlier = seen.get(key) ?? 0
    seen.set(key, earlier + 1)
    return earlier
  }
}

/** It stands where the file's first record does: it is none itself. */
function aboutFile(path: string, hash: Hash, delivered_at: number | null): DeliveredMessage {
  return { value: null, headers: {}, offset: 0, delivered_at, file: { path, sha256: hash.digest('hex') } }
}

/** A chunk of tiny records holds many: the pipeline gives its room a thousand at a time. */
const PORTION = 1_000

function* portions(messages: DeliveredMessage[]): Generator<DeliveredMessage[]> {
  for (let from = 0; from < messages.length; from += PORTION) yield messages.slice(from, from + PORTION)
}

/** In place of the record that was cut: its beginning, as far as it could be read. */
function damaged([cut]: RecordBytes[]): RecordBytes {
  const { bytes, size } = cut ?? { bytes: Buffer.alloc(0), size: 0 }
  return { bytes, size, refused: { code: 'truncated', detail: 'the records before the damage are kept' } }
}

/** CloudTrail writes the time it delivered a file into its name, in UTC. */
export function deliveryTimeOf(name: string): number | null {
  const stamp = /_CloudTrail_[a-z0-9-]+_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/.exec(name)
  if (stamp === null) return null
  const [, year, month, day, hour, minute] = stamp.map(Number)
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute)
}
