/** What all splitters share: a file's bytes go in chunk by chunk, its records come out, each of bounded size. */
import type { Rejection } from '../../events/source.ts'
import { KEPT_BYTES, LARGEST_MESSAGE_BYTES } from '../dead-letters.ts'

export interface RecordBytes {
  /** The whole record, or the beginning of one that is too large. */
  readonly bytes: Buffer
  /** Of the whole record. */
  readonly size: number
  /** Where the splitter already saw that it is none. */
  readonly refused?: Rejection
}

export interface Splitter {
  /** The records that end in this chunk. */
  push(chunk: Buffer): RecordBytes[]
  /** The record that the file's end left unfinished, if any. */
  end(): RecordBytes[]
}

/** Gathers a record's bytes over chunks; of one that is too large only the beginning, so memory stays bounded. */
export function createRecordBuffer() {
  let parts: Buffer[] = []
  let held = 0
  let size = 0
  return {
    get size() {
      return size
    },
    add(part: Buffer): void {
      size += part.length
      if (size <= LARGEST_MESSAGE_BYTES) {
        parts.push(part)
        held += part.length
      } else if (held !== KEPT_BYTES) {
        parts = [Buffer.concat([...parts, part]).subarray(0, KEPT_BYTES)]
        held = KEPT_BYTES
      }
    },
    take(): RecordBytes {
      const [only] = parts
      const bytes = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts)
      const taken = size > LARGEST_MESSAGE_BYTES ? tooLarge(bytes, size) : { bytes, size }
      this.drop()
      return taken
    },
    drop(): void {
      parts = []
      held = 0
      size = 0
    },
  }
}

function tooLarge(beginning: Buffer, size: number): RecordBytes {
  return {
    // A copy: the beginning may be part of a much larger buffer.
    bytes: Buffer.from(beginning),
    size,
    refused: { code: 'too_large', detail: `${size} bytes` },
  }
}
