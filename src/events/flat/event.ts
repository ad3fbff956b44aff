/** An event as it lies in the bytes of its message: checked, but not made into texts and objects. */
import type { KindName } from '../kinds.ts'

export interface FlatEvent {
  readonly kind: KindName
  /** The message. */
  readonly bytes: Uint8Array
  readonly columns: FlatColumns
}

/** What was found for each column of the kind's schema, in its order. */
export interface FlatColumns {
  /** Where the column's text begins in the message; -1 where `cells` has the value. */
  readonly starts: Int32Array
  /** Where the text ends. */
  readonly ends: Int32Array
  /** Values that are no texts of the message: numbers, moments, yes or no, and what was left unsaid. */
  readonly cells: unknown[]
}
