/** The columns in which a kind's events are stored. */
import type { Columns } from '../clickhouse/native-block.ts'
import { columnTypeOf } from '../events/column.ts'
import { type KindName, kinds } from '../events/kinds.ts'

/** The columns the source tells; `positionColumns` are beside them. */
export function columnsOf(kind: KindName): Columns {
  return Object.fromEntries(
    Object.entries(kinds[kind].schema.shape).map(([name, schema]) => [name, columnTypeOf(schema)]),
  )
}
