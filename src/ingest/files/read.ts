/** Reads a file's records as messages, a bounded number at a time, from disk as fast as they are taken. */
import { createReadStream } from 'node:fs'
import { LinkmeterError } from '../../errors.ts'
import type { DeliveredMessage } from '../delivery.ts'
import type { EventFile } from './find.ts'
import { DamagedStream, inflate } from './inflate.ts'
import type { RecordBytes } from './split.ts'

/**
 * The file's records, each at its number (from 0) as offset. Damage to a compressed file costs the records behind it:
 * one rejection says so in their place.
 * @throws LinkmeterError path_unreadable
 */
export async function* readEventFile(
  file: EventFile,
  onRead: (bytes: number) => void,
): AsyncGenerator<DeliveredMessage[]> {
  const splitter = file.openSplitter()
  const numbered = numberRecords(deliveryTimeOf(file.name))
  try {
    const bytes = readBytes(file, onRead)
    for await (const chunk of withoutMark(file.is_gzip ? inflate(bytes) : bytes)) {
      yield* portions(numbered(splitter.push(chunk)))
    }
    yield numbered(splitter.end())
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

function numberRecords(delivered_at: number | null): (records: readonly RecordBytes[]) => DeliveredMessage[] {
  let next = 0
  return (records) =>
    records.map(({ bytes, size, refused }) => {
      const offset = next
      next += 1
      const message = { value: bytes, headers: {}, offset, delivered_at }
      return refused === undefined ? message : { ...message, refused: { ...refused, size } }
    })
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
