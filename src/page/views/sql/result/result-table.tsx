/** The rows of a result, as many at a time as a browser draws at once. */
import { useState } from 'preact/hooks'
import { type Column, Table } from '../../../components/table.tsx'
import { countText } from '../../../format/number.ts'
import { cellText, kindOf, type ResultColumn, type ResultRow, uniqueNames } from './cells.ts'

const STEP = 200

interface Numbered {
  readonly number: number
  readonly row: ResultRow
}

export function ResultTable({
  columns,
  rows,
}: {
  columns: readonly ResultColumn[]
  rows: readonly ResultRow[]
}) {
  const [most, setMost] = useState(STEP)
  const names = uniqueNames(columns)
  const shown: Numbered[] = rows.slice(0, most).map((row, number) => ({ number, row }))
  const drawn: Column<Numbered>[] = columns.map((column, index) => ({
    ...{ name: names[index] ?? '', title: column.name, isNumber: kindOf(column) === 'number' },
    cell: ({ row }) => <Cell value={row[index]} />,
  }))
  return (
    <>
      <Table
        caption="Rows of the result"
        columns={drawn}
        rows={shown}
        keyOf={({ number }) => String(number)}
        empty={`No row. The columns are ${columns.map(({ name, type }) => `${name} (${type})`).join(', ')}.`}
      />
      {rows.length > most && (
        <p class="row-form sql-actions">
          <span class="quiet small">
            {countText(most)} of {countText(rows.length)} are drawn.
          </span>
          <button type="button" onClick={() => setMost(most + STEP)}>
            {countText(Math.min(STEP, rows.length - most))} more
          </button>
        </p>
      )}
    </>
  )
}

function Cell({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span class="null">NULL</span>
  if (value === '') return <span class="hidden">empty text</span>
  const text = cellText(value)
  return <span class={text.length > SHORT ? 'cell cell-long' : 'cell'}>{text}</span>
}

/** In characters: an id, a time or an account stays on one line. */
const SHORT = 40
