/**
 * Columns that grow value by value in the layout of ClickHouse's Native format.
 * Each keeps its buffer over blocks, so that a steady stream allocates nothing.
 */
import type { ColumnType } from '../events/column.ts'
import { DECIMALS } from '../events/decimal.ts'
import { isOversized } from './native-capacity.ts'
import { createTextColumn } from './native-text.ts'

/** The value a column of each type takes. Times are milliseconds since 1970; days and decimals are text. */
interface Cells {
  String: string
  'LowCardinality(String)': string
  "DateTime64(3, 'UTC')": number
  "Nullable(DateTime64(3, 'UTC'))": number | null
  Date: string
  Bool: boolean
  Int32: number
  Int64: number
  UInt8: number
  'Nullable(UInt32)': number | null
  Float64: number
  'Nullable(Float64)': number | null
  'Decimal(38, 12)': string
  'Nullable(Decimal(38, 12))': string | null
  'Array(String)': readonly string[]
  'Map(String, String)': Readonly<Record<string, string>>
  'Array(Tuple(key String, sha256 String))': readonly { readonly key: string; readonly sha256: string }[]
}

export type CellOf<Type extends ColumnType> = Cells[Type]
export type Cell = Cells[ColumnType]

/** Written with methods, so that a column of one type of cell may stand in a list of columns of any. */
export interface Column<Value> {
  /** Takes a value and says how many bytes it added. */
  append(value: Value): number
  /** Takes a text that stands in other bytes, in UTF-8. Columns of texts have it. */
  appendBytes?(bytes: Uint8Array, from: number, end: number): number
  /** The values' bytes, in order; valid until `clear`. */
  chunks(): Uint8Array[]
  clear(): void
}

export function createColumn(type: ColumnType): Column<Cell> {
  return makers[type]()
}

const makers: { readonly [Type in ColumnType]: () => Column<CellOf<Type>> } = {
  String: createTextColumn,
  'LowCardinality(String)': createTextColumn,
  "DateTime64(3, 'UTC')": () => numbers(int64),
  "Nullable(DateTime64(3, 'UTC'))": () => nullable(numbers(int64), 0),
  Date: () => numbers(daysSince1970),
  Bool: () => flags(),
  Int32: () => numbers(int32),
  Int64: () => numbers(int64),
  UInt8: () => numbers(uint8),
  'Nullable(UInt32)': () => nullable(numbers(uint32), 0),
  Float64: () => numbers(float64),
  'Nullable(Float64)': () => nullable(numbers(float64), 0),
  'Decimal(38, 12)': () => numbers(decimal128),
  'Nullable(Decimal(38, 12))': () => nullable(numbers(decimal128), '0'),
  'Array(String)': () => lists(createTextColumn()),
  'Map(String, String)': () => maps(),
  'Array(Tuple(key String, sha256 String))': () => lists(texts(['key', 'sha256'])),
}

type Numbers = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array

/** How numbers of one type lie in memory: `slots` elements of an array each. */
interface NumberLayout<Value> {
  readonly allocate: (length: number) => Numbers
  readonly slots: number
  readonly write: (array: Numbers, index: number, value: Value) => void
}

const single = (array: Numbers, index: number, value: number): void => {
  array[index] = value
}

const float64: NumberLayout<number> = { allocate: (n) => new Float64Array(n), slots: 1, write: single }
const int32: NumberLayout<number> = { allocate: (n) => new Int32Array(n), slots: 1, write: single }
const uint32: NumberLayout<number> = { allocate: (n) => new Uint32Array(n), slots: 1, write: single }
const uint8: NumberLayout<number> = { allocate: (n) => new Uint8Array(n), slots: 1, write: single }

/** Two halves instead of a BigInt, which would be allocated for each value; exact up to 2^53. */
const int64: NumberLayout<number> = {
  allocate: (n) => new Uint32Array(n),
  slots: 2,
  write: (array, index, value) => {
    const high = Math.floor(value / 4_294_967_296)
    array[index] = value - high * 4_294_967_296
    array[index + 1] = high
  },
}

/** A day written as `2026-11-01`. */
const daysSince1970: NumberLayout<string> = {
  allocate: (n) => new Uint16Array(n),
  slots: 1,
  write: (array, index, day) => {
    array[index] = Date.parse(day) / 86_400_000
  },
}

/** Two's complement of the number times 10^12, in four parts from the lowest. No float is on the way. */
const decimal128: NumberLayout<string> = {
  allocate: (n) => new Uint32Array(n),
  slots: 4,
  write: (array, index, text) => {
    const [whole = '', fraction = ''] = text.split('.')
    const units = BigInt(whole + fraction.padEnd(DECIMALS, '0'))
    for (let part = 0; part < 4; part += 1) {
      array[index + part] = Number(BigInt.asUintN(32, units >> BigInt(32 * part)))
    }
  },
}

const FEWEST_ROWS = 256

function numbers<Value>({ allocate, slots, write }: NumberLayout<Value>): Column<Value> {
  let array = allocate(FEWEST_ROWS * slots)
  let used = 0
  const bytes = array.BYTES_PER_ELEMENT * slots
  return {
    append(value) {
      if (used === array.length) {
        const larger = allocate(array.length * 2)
        larger.set(array)
        array = larger
      }
      write(array, used, value)
      used += slots
      return bytes
    },
    chunks: () => [new Uint8Array(array.buffer, 0, used * array.BYTES_PER_ELEMENT)],
    clear() {
      const least = FEWEST_ROWS * slots
      if (isOversized(array.length, used, least)) array = allocate(Math.max(used, least))
      used = 0
    },
  }
}

function flags(): Column<boolean> {
  const bytes = numbers(uint8)
  return { ...bytes, append: (value) => bytes.append(value ? 1 : 0) }
}

/** First which are null, for all rows, then the values, with `zero` in a null's place. */
function nullable<Value>(values: Column<Value>, zero: Value): Column<Value | null> {
  const nulls = numbers(uint8)
  return {
    append: (value) =>
      value === null ? nulls.append(1) + values.append(zero) : nulls.append(0) + values.append(value),
    chunks: () => [...nulls.chunks(), ...values.chunks()],
    clear() {
      nulls.clear()
      values.clear()
    },
  }
}

/** First where each row's list ends, counted over all rows, then the elements. */
function lists<Element>(elements: Column<Element>): Column<readonly Element[]> {
  const ends = numbers(int64)
  let count = 0
  return {
    append(list) {
      let bytes = 0
      for (const element of list) bytes += elements.append(element)
      count += list.length
      return bytes + ends.append(count)
    },
    chunks: () => [...ends.chunks(), ...elements.chunks()],
    clear() {
      ends.clear()
      elements.clear()
      count = 0
    },
  }
}

/** Tuples of texts: all rows' first member, then all rows' second. */
function texts<Name extends string>(names: readonly Name[]): Column<Readonly<Record<Name, string>>> {
  const members = names.map((name) => ({ name, column: createTextColumn() }))
  return {
    append(tuple) {
      let bytes = 0
      for (const { name, column } of members) bytes += column.append(tuple[name])
      return bytes
    },
    chunks: () => members.flatMap(({ column }) => column.chunks()),
    clear() {
      for (const { column } of members) column.clear()
    },
  }
}

/** A list of pairs of a name and its text. */
function maps(): Column<Readonly<Record<string, string>>> {
  const pairs = lists(texts(['name', 'text']))
  return {
    ...pairs,
    append: (map) => pairs.append(Object.entries(map).map(([name, text]) => ({ name, text }))),
  }
}
