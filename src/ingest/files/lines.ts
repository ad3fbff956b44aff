/** One record a line (JSON Lines). Blank lines are none; a last line needs no newline. */
import { createRecordBuffer, type RecordBytes, type Splitter } from './split.ts'

const NEWLINE = 10

export function createLineSplitter(): Splitter {
  const line = createRecordBuffer()

  function finish(): RecordBytes[] {
    const record = line.take()
    const bytes = record.bytes.at(-1) === CARRIAGE_RETURN ? record.bytes.subarray(0, -1) : record.bytes
    return isBlank(bytes) ? [] : [{ ...record, bytes }]
  }

  return {
    push(chunk) {
      const records: RecordBytes[] = []
      let start = 0
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        line.add(chunk.subarray(start, end))
        records.push(...finish())
        start = end + 1
      }
      if (start < chunk.length) line.add(chunk.subarray(start))
      return records
    },
    end: () => finish(),
  }
}

const CARRIAGE_RETURN = 13

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 32 || byte === 9 || byte === CARRIAGE_RETURN)
}
