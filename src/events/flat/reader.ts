/**
 * Reads a message that is one flat JSON object of an event, straight from its bytes: no text and no object is made of
 * it, which takes a third of the time of JSON.parse, the schema and writing the texts out again.
 *
 * It takes only what is plainly right: ASCII without escapes, the usual forms of values, each key once. Whatever else
 * a message holds, right or wrong, is left to the source's usual way, which also says why something is refused.
 * A test holds the two ways together over mutations of events of every kind.
 */
import { isKindName, type KindName } from '../kinds.ts'
import { CLOSE, COLON, COMMA, endOfText, OPEN, QUOTE, skipSpace, standsAt } from './ascii.ts'
import { afterScalar } from './cell.ts'
import type { FlatColumns, FlatEvent } from './event.ts'
import { MOST_KEYS, type Plan, planOf } from './plan.ts'

/** Longer messages are seldom flat, and no text of a shorter one is too long. */
const LONGEST_BYTES = 16_384

/** In the place of a column's number: the key `kind`, a key that is none of ours, and the mark of a CloudEvent. */
const KIND = -1
const OTHER = -2
const FOREIGN = -3

const named: ReadonlyMap<string, number> = new Map([
  ['kind', KIND],
  ['specversion', FOREIGN],
])

const kindKey = Buffer.from('kind"')

/** Gives null for what it leaves to the usual way. What it gives is filled anew by each call. */
export function createFlatReader(): (bytes: Uint8Array, latest_ms: number) => FlatEvent | null {
  const plans = new Map<KindName, Plan>()
  const columns: FlatColumns = {
    starts: new Int32Array(MOST_KEYS),
    ends: new Int32Array(MOST_KEYS),
    cells: [],
  }
  const isSaid = new Uint8Array(MOST_KEYS)
  let isKindSaid = false
  let plan = planFor('action')
  /** The plan of the message's kind, where that is another. */
  let other: Plan | null = null

  function planFor(kind: KindName): Plan {
    const known = plans.get(kind)
    if (known !== undefined) return known
    const made = planOf(kind)
    plans.set(kind, made)
    return made
  }

  /** Reads by the present plan. False may mean that the message is of another kind. */
  function read(bytes: Uint8Array): boolean {
    begin()
    let at = 1
    for (let place = 0; place < MOST_KEYS; place += 1) {
      at = skipSpace(bytes, at)
      at = bytes[at] === QUOTE ? afterPair(bytes, at + 1, place) : -1
      if (at < 0) return false
      at = skipSpace(bytes, at)
      if (bytes[at] !== COMMA) return bytes[at] === CLOSE && at === bytes.length - 1 && isComplete()
      at += 1
    }
    return false
  }

  function begin(): void {
    other = null
    isKindSaid = false
    isSaid.fill(0)
    for (let column = 0; column < plan.columns.length; column += 1) {
      columns.starts[column] = -1
      columns.cells[column] = plan.columns[column]?.unsaid
    }
  }

  function afterPair(bytes: Uint8Array, from: number, place: number): number {
    const column = columnAt(bytes, from, place)
    if (column === FOREIGN) return -1
    const planned = plan.columns[column]
    if (planned !== undefined) {
      const at = afterColon(bytes, from + planned.key.length)
      if (at < 0 || isSaid[column] === 1) return -1
      isSaid[column] = 1
      return planned.read(bytes, at, columns, column)
    }
    const end = endOfText(bytes, from)
    const at = end < 0 ? -1 : afterColon(bytes, end + 1)
    if (at < 0) return -1
    return column === KIND ? afterKind(bytes, at) : afterScalar(bytes, at)
  }

  /** The column whose key begins here. Looked for first where the last message had it. */
  function columnAt(bytes: Uint8Array, from: number, place: number): number {
    const expected = plan.order[place] ?? OTHER
    const key = expected === KIND ? kindKey : plan.columns[expected]?.key
    if (key !== undefined && standsAt(bytes, from, key)) return expected
    const name = textOf(bytes, from)
    const column = named.get(name) ?? plan.columnOf.get(name) ?? OTHER
    plan.order[place] = column
    return column
  }

  function afterKind(bytes: Uint8Array, at: number): number {
    if (isKindSaid || bytes[at] !== QUOTE) return -1
    isKindSaid = true
    if (standsAt(bytes, at + 1, plan.name)) return at + 1 + plan.name.length
    const name = textOf(bytes, at + 1)
    if (isKindName(name)) other = planFor(name)
    return -1
  }

  function isComplete(): boolean {
    if (!isKindSaid) return false
    for (let column = 0; column < plan.columns.length; column += 1) {
      if (isSaid[column] === 0 && plan.columns[column]?.must_be_said) return false
    }
    return true
  }

  return (bytes, latest_ms) => {
    if (bytes.length > LONGEST_BYTES || bytes[0] !== OPEN) return null
    let isRead = read(bytes)
    if (other !== null) {
      plan = other
      isRead = read(bytes)
    }
    if (!isRead || Number(columns.cells[plan.time]) > latest_ms) return null
    return { kind: plan.kind, bytes, columns }
  }
}

/** Where the value after a key begins; -1 when there is none. */
function afterColon(bytes: Uint8Array, from: number): number {
  const colon = skipSpace(bytes, from)
  return bytes[colon] === COLON ? skipSpace(bytes, colon + 1) : -1
}

/** The plain text that begins here; empty when it is none. */
function textOf(bytes: Uint8Array, from: number): string {
  const end = endOfText(bytes, from)
  return end < 0 ? '' : Buffer.from(bytes.subarray(from, end)).toString('latin1')
}
