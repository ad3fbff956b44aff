/** The table a kind's events lie in. */
import type { Columns } from '../clickhouse/native-block.ts'
import { columnTypeOf } from '../events/column.ts'
import { type KindName, kinds } from '../events/kinds.ts'

export function tableOf(kind: KindName): string {
  return `raw_${kinds[kind].plural}`
}

/** The columns the source tells; `positionColumns` are beside them. */
export function columnsOf(kind: KindName): Columns {
  return Object.fromEntries(
    Object.entries(kinds[kind].schema.shape).map(([name, schema]) => [name, columnTypeOf(schema)]),
  )
}
