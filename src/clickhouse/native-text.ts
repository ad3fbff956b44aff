/** A column of texts in ClickHouse's Native format: each its length (a varint) and its UTF-8. */
import { isOversized } from './native-capacity.ts'

const FEWEST_BYTES = 4096
/** Up to this length a loop over ASCII is faster than a call out of JavaScript (8 characters: 16 ns against 50). */
const LONGEST_LOOPED = 36
/** The same for bytes, where the call out also makes an object. */
const LONGEST_COPIED = 128

export function createTextColumn() {
  let buffer = Buffer.allocUnsafeSlow(FEWEST_BYTES)
  let used = 0

  function makeRoom(bytes: number): void {
    if (used + bytes <= buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, used + bytes))
    buffer.copy(larger, 0, 0, used)
    buffer = larger
  }

  return {
    append(text: string): number {
      const before = used
      makeRoom(text.length * 3 + 5)
      used = writeText(buffer, used, text)
      return used - before
    },
    /** Takes a text that stands in other bytes, in UTF-8. */
    appendBytes(bytes: Uint8Array, from: number, end: number): number {
      const before = used
      makeRoom(end - from + 5)
      used = writeBytes(buffer, used, bytes, from, end)
      return used - before
    },
    chunks: (): Uint8Array[] => [buffer.subarray(0, used)],
    clear(): void {
      if (isOversized(buffer.length, used, FEWEST_BYTES)) {
        buffer = Buffer.allocUnsafeSlow(Math.max(used, FEWEST_BYTES))
      }
      used = 0
    },
  }
}

/** One text by itself, as names and types stand before a column. */
export function encodeText(text: string): Uint8Array {
  const buffer = Buffer.alloc(text.length * 3 + 5)
  return buffer.subarray(0, writeText(buffer, 0, text))
}

/** Writes at `start` and returns the end. There must be room for the longest: three bytes a UTF-16 unit, and five. */
function writeText(buffer: Buffer, start: number, text: string): number {
  const { length } = text
  if (length > LONGEST_LOOPED) return writeLongText(buffer, start, text)
  let at = start + 1
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index)
    if (code > 127) return writeLongText(buffer, start, text)
    buffer[at] = code
    at += 1
  }
  buffer[start] = length
  return at
}

/** The length stands first but is known last: it is guessed to be ASCII's, and mended where it was not. */
function writeLongText(buffer: Buffer, start: number, text: string): number {
  const guessed = start + widthOf(text.length)
  const bytes = buffer.write(text, guessed)
  const begin = start + widthOf(bytes)
  if (begin !== guessed) buffer.copyWithin(begin, guessed, guessed + bytes)
  writeVarint(buffer, start, bytes)
  return begin + bytes
}

function writeBytes(buffer: Buffer, start: number, bytes: Uint8Array, from: number, end: number): number {
  const length = end - from
  let at = start + widthOf(length)
  writeVarint(buffer, start, length)
  if (length > LONGEST_COPIED) {
    buffer.set(bytes.subarray(from, end), at)
    return at + length
  }
  for (let index = from; index < end; index += 1) {
    buffer[at] = bytes[index] ?? 0
    at += 1
  }
  return at
}

/** How many bytes a varint takes: seven bits in each. */
function widthOf(value: number): number {
  let width = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) width += 1
  return width
}

function writeVarint(buffer: Buffer, start: number, value: number): void {
  let at = start
  let rest = value
  while (rest >= 128) {
    buffer[at] = (rest & 127) | 128
    at += 1
    rest >>>= 7
  }
  buffer[at] = rest
}
