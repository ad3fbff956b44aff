/** What the flat reader knows of a kind before it sees a message: made once from the kind's schema. */
import { flatFormOf } from '../column.ts'
import { type KindName, kinds } from '../kinds.ts'
import { type AfterCell, cellReader } from './cell.ts'

export interface Plan {
  readonly kind: KindName
  /** The kind's name with its closing quote. */
  readonly name: Uint8Array
  readonly columns: readonly PlannedColumn[]
  readonly columnOf: ReadonlyMap<string, number>
  /** The column found at each place of the last message: producers write their keys in one order. */
  readonly order: Int16Array
  readonly time: number
}

interface PlannedColumn {
  /** The key with its closing quote. */
  readonly key: Uint8Array
  readonly read: AfterCell
  /** The value where it is left unsaid. */
  readonly unsaid: unknown
  readonly must_be_said: boolean
}

/** No object of ours has so many keys. */
export const MOST_KEYS = 64

export function planOf(kind: KindName): Plan {
  const shape = Object.entries(kinds[kind].schema.shape)
  const columnOf = new Map(shape.map(([name], column) => [name, column]))
  return {
    kind,
    name: Buffer.from(`${kind}"`),
    columns: shape.map(([name, schema]) => {
      const form = flatFormOf(schema)
      const unsaid = schema.safeParse(undefined)
      const value = unsaid.success ? unsaid.data : undefined
      return {
        key: Buffer.from(`${name}"`),
        read: form === null ? () => -1 : cellReader(form, value),
        unsaid: value,
        // An audit record that does not say when it was delivered was so when its message was: checkEvent knows.
        must_be_said: !unsaid.success || (kind === 'audit' && name === 'delivered_at'),
      }
    }),
    columnOf,
    order: new Int16Array(MOST_KEYS),
    time: columnOf.get('time') ?? 0,
  }
}
