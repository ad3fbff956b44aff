/**
 * Columns that grow value by value in the layout of ClickHouse's Native format.
 * Each keeps its buffer over blocks, so that a steady stream allocates nothing.
 */
import type { ColumnType } from '../events/column.ts'
import { isOversized } from './native-capacity.ts'
import { createTextColumn } from './native-text.ts'

/** The value a column of each type takes. Times are milliseconds since 1970. */
interface Cells {
  String: string
  'LowCardinality(String)': string
  "DateTime64(3, 'UTC')": number
  "Nullable(DateTime64(3, 'UTC'))": number | null
  Bool: boolean
  Int32: number
  Int64: number
  UInt8: number
  'Nullable(UInt32)': number | null
  'Nullable(Float64)': number | null
  'Array(String)': readonly string[]
}

export type CellOf<Type extends ColumnType> = Cells[Type]
export type Cell = Cells[ColumnType]

/** Written with methods, so that a column of one type of cell may stand in a list of columns of any. */
export interface Column<Value> {
  /** Takes a value and says how many bytes it added. */
  append(value: Value): number
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
  "Nullable(DateTime64(3, 'UTC'))": () => nullable(numbers(int64)),
  Bool: () => flags(),
  Int32: () => numbers(int32),
  Int64: () => numbers(int64),
  UInt8: () => numbers(uint8),
  'Nullable(UInt32)': () => nullable(numbers(uint32)),
  'Nullable(Float64)': () => nullable(numbers(float64)),
  'Array(String)': () => texts(),
}

type Numbers = Float64Array | Int32Array | Uint32Array | Uint8Array

/** How numbers of one type lie in memory: `slots` elements of an array each. */
interface NumberLayout {
  readonly allocate: (length: number) => Numbers
  readonly slots: number
  readonly write: (array: Numbers, index: number, value: number) => void
}

const single = (array: Numbers, index: number, value: number): void => {
  array[index] = value
}

const float64: NumberLayout = { allocate: (n) => new Float64Array(n), slots: 1, write: single }
const int32: NumberLayout = { allocate: (n) => new Int32Array(n), slots: 1, write: single }
const uint32: NumberLayout = { allocate: (n) => new Uint32Array(n), slots: 1, write: single }
const uint8: NumberLayout = { allocate: (n) => new Uint8Array(n), slots: 1, write: single }

/** Two halves instead of a BigInt, which would be allocated for each value; exact up to 2^53. */
const int64: NumberLayout = {
  allocate: (n) => new Uint32Array(n),
  slots: 2,
  write: (array, index, value) => {
    const high = Math.floor(value / 4_294_967_296)
    array[index] = value - high * 4_294_967_296
    array[index + 1] = high
  },
}

const FEWEST_ROWS = 256

function numbers({ allocate, slots, write }: NumberLayout): Column<number> {
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

/** First which are null, for all rows, then the values, with a zero in a null's place. */
function nullable(values: Column<number>): Column<number | null> {
  const nulls = numbers(uint8)
  return {
    append: (value) =>
      value === null ? nulls.append(1) + values.append(0) : nulls.append(0) + values.append(value),
    chunks: () => [...nulls.chunks(), ...values.chunks()],
    clear() {
      nulls.clear()
      values.clear()
    },
  }
}

/** First where each row's list ends, counted over all rows, then the elements. */
function texts(): Column<readonly string[]> {
  const ends = numbers(int64)
  const elements = createTextColumn()
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
