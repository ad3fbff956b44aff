/** Rows that can be sorted by any column that has an order; the order stands in the address. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useAddress } from '../address.ts'
import { Empty } from './loaded.tsx'

export interface Column<Row> {
  readonly name: string
  readonly title: string
  readonly cell: (row: Row) => ComponentChildren
  /** What it is sorted by; without it, it is not. Unknown comes last. */
  readonly order?: (row: Row) => string | number | null
  readonly isNumber?: boolean
  /** What is left out on a phone first. */
  readonly isMinor?: boolean
}

interface Props<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly empty: ComponentChildren
  /** Under what name the address holds its order; without it, it is shown as given. */
  readonly sort?: string
  /** So many rows at first, the others when asked for. */
  readonly most?: number
  /** The rows come in the order that the address asks for. */
  readonly isSorted?: boolean
}

export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  empty,
  sort,
  isSorted = false,
  most = rows.length,
}: Props<Row>) {
  const { text, change } = useAddress()
  const [isWhole, setWhole] = useState(false)
  if (rows.length === 0) return <Empty>{empty}</Empty>
  const chosen = sort === undefined ? '' : text(sort)
  const isDescending = chosen.startsWith('-')
  const by = columns.find(({ name }) => name === chosen.replace(/^-/, ''))
  const sorted = isSorted || by?.order === undefined ? rows : rows.toSorted(comparing(by.order, isDescending))
  const choose = (name: string) => {
    if (sort === undefined) return
    change({ [sort]: name === by?.name && !isDescending ? `-${name}` : name })
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="table" tabIndex={0} aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                class={classOf(column)}
                aria-sort={column === by ? (isDescending ? 'descending' : 'ascending') : undefined}
              >
                {sort === undefined || column.order === undefined ? (
                  column.title
                ) : (
                  <button type="button" class="sort" onClick={() => choose(column.name)}>
                    {column.title}
                    <span aria-hidden="true">{column === by ? (isDescending ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(isWhole ? sorted : sorted.slice(0, most)).map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.name} class={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {!isWhole && rows.length > most && (
        <button type="button" class="rest" onClick={() => setWhole(true)}>
          Show all {rows.length}
        </button>
      )}
    </section>
  )
}

function classOf<Row>({ isNumber = false, isMinor = false }: Column<Row>): string {
  return [isNumber ? 'number' : '', isMinor ? 'minor' : ''].join(' ').trim()
}

function comparing<Row>(order: (row: Row) => string | number | null, isDescending: boolean) {
  return (one: Row, other: Row) => {
    const [a, b] = [order(one), order(other)]
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    const before = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
    return isDescending ? -before : before
  }
}
