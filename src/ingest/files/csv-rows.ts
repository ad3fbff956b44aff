/**
 * Finds the rows of a CSV file (RFC 4180) chunk by chunk, and gives each as a JSON object by the names of the first.
 * Where a row ends is followed here, so that rows stay of bounded size; what its fields are, csv-parse says.
 */
import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import type { Rejection } from '../../events/source.ts'
import { createRecordBuffer, type RecordBytes, type Splitter } from './split.ts'

export function createCsvSplitter(): Splitter {
  const row = createRecordBuffer()
  const walk = createRowWalk()
  let header: readonly string[] | null = null

  /** The rows as records; the first row of a file only names the columns. */
  function told(rows: readonly RecordBytes[]): RecordBytes[] {
    const read = fieldsOf(rows)
    return rows.flatMap((found, index) => {
      const fields = read[index]
      if (fields === undefined) return [found.refused === undefined ? refuse(found, NOT_A_ROW) : found]
      if (header !== null) return [asObject(header, fields, found)]
      header = fields.map((name) => name.trim())
      return []
    })
  }

  return {
    push(chunk) {
      const rows: RecordBytes[] = []
      let start = 0
      for (let end = walk.endOf(chunk, 0); end >= 0; end = walk.endOf(chunk, start)) {
        row.add(chunk.subarray(start, end))
        rows.push(row.take())
        start = end + 1
      }
      if (start < chunk.length) row.add(chunk.subarray(start))
      return told(rows.filter(holdsText).map(withoutReturn))
    },
    end() {
      const rest = row.take()
      if (!holdsText(rest)) return []
      if (!walk.isInQuotes()) return told([withoutReturn(rest)])
      return [rest.refused === undefined ? refuse(rest, UNCLOSED) : rest]
    },
  }
}

const NOT_A_ROW: Rejection = { code: 'wrong_shape', detail: 'row: not CSV' }
const UNCLOSED: Rejection = { code: 'wrong_shape', detail: 'row: its quotes are not closed' }
const BROKEN_TEXT: Rejection = { code: 'invalid_utf8', detail: 'row: not UTF-8' }

const QUOTE = 34
const COMMA = 44
const NEWLINE = 10
const RETURN = 13

/** Follows quotes: a field is quoted only from its first byte on, and a doubled quote closes and opens it again. */
function createRowWalk() {
  let isQuoted = false
  let isAtStart = true
  let wasClosed = false

  function overQuote(): void {
    const closes = isQuoted
    if (closes || isAtStart || wasClosed) isQuoted = !isQuoted
    wasClosed = closes
    isAtStart = false
  }

  /** True at a row's end. */
  function overOther(byte: number): boolean {
    wasClosed = false
    if (isQuoted) return false
    isAtStart = byte === COMMA || byte === NEWLINE
    return byte === NEWLINE
  }

  return {
    /** Where the row's newline stands; -1 where the chunk ends before it. */
    endOf(chunk: Buffer, from: number): number {
      for (let at = from; at < chunk.length; at += 1) {
        const byte = chunk[at] ?? 0
        if (byte === QUOTE) overQuote()
        else if (overOther(byte)) return at
      }
      return -1
    },
    isInQuotes: () => isQuoted,
  }
}

/** The fields of each row that can be read, together where possible: one call costs as much as a hundred rows. */
function fieldsOf(rows: readonly RecordBytes[]): (readonly string[] | undefined)[] {
  const good = rows.filter(isReadable)
  const together = parseRows(good.map(({ bytes }) => bytes))
  const fields =
    together?.length === good.length ? together : good.map(({ bytes }) => onlyOf(parseRows([bytes])))
  const byRow = new Map(good.map((row, index) => [row, fields[index]]))
  return rows.map((row) => byRow.get(row))
}

function isReadable({ bytes, refused }: RecordBytes): boolean {
  return refused === undefined && isUtf8(bytes)
}

function onlyOf<Item>(items: readonly Item[] | null): Item | undefined {
  return items?.length === 1 ? items[0] : undefined
}

function parseRows(rows: readonly Buffer[]): string[][] | null {
  try {
    const text = rows.map((row) => row.toString('utf8')).join('\n')
    return parse(text, { record_delimiter: '\n', relax_column_count: true, relax_quotes: true })
  } catch {
    return null
  }
}

function asObject(header: readonly string[], fields: readonly string[], row: RecordBytes): RecordBytes {
  if (fields.length !== header.length) {
    const detail = `row: ${fields.length} fields, where the first row names ${header.length}`
    return refuse(row, { code: 'wrong_shape', detail })
  }
  const named = Object.fromEntries(header.map((name, index) => [name, fields[index]]))
  const bytes = Buffer.from(JSON.stringify(named))
  return { bytes, size: bytes.length }
}

function refuse(row: RecordBytes, reason: Rejection): RecordBytes {
  return { ...row, refused: isUtf8(row.bytes) ? reason : BROKEN_TEXT }
}

function holdsText({ bytes }: RecordBytes): boolean {
  return !bytes.every((byte) => byte === 32 || byte === 9 || byte === RETURN)
}

function withoutReturn(row: RecordBytes): RecordBytes {
  return row.bytes.at(-1) === RETURN ? { ...row, bytes: row.bytes.subarray(0, -1) } : row
}
