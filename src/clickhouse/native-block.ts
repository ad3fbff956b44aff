/**
 * Builds blocks in ClickHouse's Native format, column by column, without keeping rows as objects:
 * a third of the time of building JSON lines, and the engine reads it five times faster.
 * Format: https://clickhouse.com/docs/interfaces/formats/Native (little-endian, as are the machines we run on).
 */
import type { ColumnType } from '../events/column.ts'
import type { FlatEvent } from '../events/flat/event.ts'
import { type Cell, type CellOf, type Column, createColumn } from './native-column.ts'
import { encodeText } from './native-text.ts'
import type { Block } from './store.ts'

export type Columns = Readonly<Record<string, ColumnType>>

/** A row that has a value of the right type for each column. */
export type RowOf<Some extends Columns> = { readonly [Name in keyof Some]: CellOf<Some[Name]> }

export interface BlockBuilder<Own extends Columns, Shared extends Columns> {
  /** Appends a row, its own columns and those it shares with others, and says how many bytes it took. */
  add(row: RowOf<Own>, shared: RowOf<Shared>): number
  /** As `add`, for an event whose texts still lie in its message. */
  addFlat(event: FlatEvent, shared: RowOf<Shared>): number
  readonly rows: number
  /** Bytes the rows take so far. */
  readonly bytes: number
  /** The block of all rows since the last clear. It lies in the builder's buffers: valid until `clear`. */
  finish(): Block
  /** Forgets the rows and keeps the buffers for the next block, except those grown out of proportion. */
  clear(): void
}

/** Makes a builder for rows of these columns; the types are looked up once, not per value. */
export function createBlockBuilder<const Own extends Columns, const Shared extends Columns>(
  own: Own,
  shared: Shared,
): BlockBuilder<Own, Shared> {
  const ownColumns = openColumns(own)
  const sharedColumns = openColumns(shared)
  const all = [...ownColumns, ...sharedColumns]
  let rows = 0
  let bytes = 0
  const count = (added: number): number => {
    bytes += added
    rows += 1
    return added
  }
  return {
    add: (row, sharedRow) => count(append(ownColumns, row) + append(sharedColumns, sharedRow)),
    addFlat: (event, sharedRow) => count(appendFlat(ownColumns, event) + append(sharedColumns, sharedRow)),
    get rows() {
      return rows
    },
    get bytes() {
      return bytes
    },
    finish() {
      const chunks: Uint8Array[] = [Buffer.from([...varint(all.length), ...varint(rows)])]
      for (const { column, header } of all) chunks.push(header, ...column.chunks())
      return { columns: all.map(({ name }) => name), rows, chunks }
    },
    clear() {
      for (const { column } of all) column.clear()
      rows = 0
      bytes = 0
    },
  }
}

interface OpenColumn {
  readonly name: string
  /** What stands before the column's values: its name and type. */
  readonly header: Uint8Array
  readonly column: Column<Cell>
}

function openColumns(columns: Columns): readonly OpenColumn[] {
  return Object.entries(columns).map(([name, type]) => {
    // Sent as plain text: ClickHouse builds the dictionary of a LowCardinality column faster than we can.
    const sent = type === 'LowCardinality(String)' ? 'String' : type
    return { name, header: Buffer.concat([encodeText(name), encodeText(sent)]), column: createColumn(type) }
  })
}

function append(columns: readonly OpenColumn[], row: Readonly<Record<string, Cell>>): number {
  let bytes = 0
  for (const { name, column } of columns) {
    // A row has a value for every column of its type, so the cell is there.
    bytes += column.append(row[name] as Cell)
  }
  return bytes
}

function appendFlat(own: readonly OpenColumn[], { bytes, columns }: FlatEvent): number {
  const { starts, ends, cells } = columns
  let added = 0
  for (let index = 0; index < own.length; index += 1) {
    const column = own[index]?.column
    const start = starts[index] ?? -1
    // Only columns of texts have a start, and each other has a cell of its type.
    const taken =
      start < 0
        ? column?.append(cells[index] as Cell)
        : column?.appendBytes?.(bytes, start, ends[index] ?? start)
    added += taken ?? 0
  }
  return added
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
}
