/**
 * Reads one value of a flat object into its column, by the form that the column takes.
 * Each function says where the value ends, -1 for what is not plainly right.
 */
import type { FlatForm } from '../column.ts'
import { endOfText, QUOTE, standsAt } from './ascii.ts'
import type { FlatColumns } from './event.ts'
import { MOMENT_BYTES, readMoment } from './moment.ts'
import { type ReadNumber, readNumber } from './number.ts'

export type AfterCell = (bytes: Uint8Array, at: number, columns: FlatColumns, column: number) => number

/** The function for a column; `unsaid` is its value where it is left out. */
export function cellReader(form: FlatForm, unsaid: unknown): AfterCell {
  switch (form.as) {
    case 'text':
      return textReader(form)
    case 'word':
      return wordReader(form.words.map((word) => Buffer.from(word)))
    case 'moment':
      return momentReader(form)
    case 'flag':
      return afterFlag
    default:
      return numberReader(form.as === 'whole' ? form.most : null, unsaid === null)
  }
}

function textReader({ shortest, longest }: { shortest: number; longest: number }): AfterCell {
  return (bytes, at, columns, column) => {
    const end = bytes[at] === QUOTE ? endOfText(bytes, at + 1) : -1
    const length = end - at - 1
    if (end < 0 || length < shortest || length > longest) return -1
    columns.starts[column] = at + 1
    columns.ends[column] = end
    return end + 1
  }
}

function wordReader(words: readonly Uint8Array[]): AfterCell {
  return (bytes, at, columns, column) => {
    if (bytes[at] !== QUOTE) return -1
    for (const word of words) {
      const end = at + 1 + word.length
      if (bytes[end] !== QUOTE || !standsAt(bytes, at + 1, word)) continue
      columns.starts[column] = at + 1
      columns.ends[column] = end
      return end + 1
    }
    return -1
  }
}

function momentReader({ earliest, latest }: { earliest: number; latest: number }): AfterCell {
  return (bytes, at, columns, column) => {
    const end = at + 1 + MOMENT_BYTES
    if (bytes[at] !== QUOTE || bytes[end] !== QUOTE) return -1
    const ms = readMoment(bytes, at + 1)
    columns.cells[column] = ms
    return ms >= earliest && ms <= latest ? end + 1 : -1
  }
}

function afterFlag(bytes: Uint8Array, at: number, columns: FlatColumns, column: number): number {
  const isYes = standsAt(bytes, at, literals.true)
  columns.cells[column] = isYes
  if (isYes) return at + literals.true.length
  return standsAt(bytes, at, literals.false) ? at + literals.false.length : -1
}

/** `most` is null where the number need not be whole. */
function numberReader(most: number | null, mayBeNull: boolean): AfterCell {
  const number: ReadNumber = { value: 0, end: -1 }
  return (bytes, at, columns, column) => {
    if (mayBeNull && standsAt(bytes, at, literals.null)) return at + literals.null.length
    readNumber(bytes, at, number)
    const { value, end } = number
    columns.cells[column] = value
    return most === null || (Number.isInteger(value) && value >= 0 && value <= most) ? end : -1
  }
}

const literals = { true: Buffer.from('true'), false: Buffer.from('false'), null: Buffer.from('null') }

/** Where a value that nobody needs ends. */
export function afterScalar(bytes: Uint8Array, at: number): number {
  if (bytes[at] === QUOTE) {
    const end = endOfText(bytes, at + 1)
    return end < 0 ? -1 : end + 1
  }
  const literal = Object.values(literals).find((one) => standsAt(bytes, at, one))
  if (literal !== undefined) return at + literal.length
  const number: ReadNumber = { value: 0, end: -1 }
  readNumber(bytes, at, number)
  return number.end
}
