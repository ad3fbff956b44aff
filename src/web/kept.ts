/**
 * What is read from the tables, kept for a few seconds for all who ask for the same, and longer while a newer one takes
 * long to read. It says as of when it is: nobody is given something old as if it were new.
 */
import { within } from './within.ts'

export interface Held<Value> {
  readonly value: Value
  /** When the tables began to be read, in ms since 1970: it knows of nothing later. */
  readonly as_of_ms: number
}

export interface Kept<Value> {
  /**
   * Reads only when nothing fresh is there under this name and nobody is reading it.
   * @throws what reading throws; a failure is not kept, and nothing older is given in its place
   */
  get(name: string, fresh_ms: number, read: Read<Value>): Promise<Held<Value>>
  /** After a change: what began to be read before it is given to nobody who asks after it. */
  forget(): void
}

/** `due_ms`: when who asks can no longer do with what is there. `before`: what that is, unless it is too old. */
type Read<Value> = (asked: { due_ms: number; before: Held<Value> | null }) => Promise<Held<Value>>

export interface KeepOptions {
  readonly clock: { now(): number }
  /** How long who asks waits for something newer than what is there. */
  readonly patience_ms?: number
}

/** A filter typed letter by letter must not fill the memory; two hundred pages with a link each must find theirs again. */
const MOST_KEPT = 1_000
/** The page shows what it is given until it asks again, 15 or 30 s later, and warns once it is older than 50 or 80 s. */
const OLD_MS = 30_000
/** Like an evaluation of that age it no longer says how things stand: better an error. */
const TOO_OLD_MS = 300_000
const PATIENCE_MS = 300
/** What is old is worth a longer wait, and yet better than an error. */
const MORE_PATIENCE = 10

interface Entry<Value> {
  last: (Held<Value> & { readonly asked_ms: number }) | null
  underWay: Promise<Held<Value>> | null
}

export function createKept<Value>({ clock, patience_ms = PATIENCE_MS }: KeepOptions): Kept<Value> {
  const entries = new Map<string, Entry<Value>>()

  function entryOf(name: string): Entry<Value> {
    const entry = entries.get(name) ?? { last: null, underWay: null }
    entries.delete(name)
    entries.set(name, entry)
    // The one asked for longest ago is the first to go.
    for (const [other, old] of entries) {
      const isUseless = old.underWay === null && usable(old) === null
      if (other === name || !(isUseless || entries.size > MOST_KEPT)) break
      entries.delete(other)
    }
    return entry
  }

  async function renew(entry: Entry<Value>, read: Read<Value>): Promise<Held<Value>> {
    const asked_ms = clock.now()
    const before = usable(entry)
    const held = await read({ due_ms: dueOf(before, asked_ms), before })
    entry.last = { ...held, asked_ms }
    return held
  }

  function usable({ last }: Entry<Value>): Held<Value> | null {
    return last !== null && clock.now() - last.as_of_ms < TOO_OLD_MS ? last : null
  }

  return {
    get: async (name, fresh_ms, read) => {
      const entry = entryOf(name)
      const { last } = entry
      if (last !== null && clock.now() - last.asked_ms < fresh_ms) return last
      entry.underWay ??= renew(entry, read).finally(() => {
        entry.underWay = null
      })
      const before = usable(entry)
      if (before === null) return entry.underWay
      const isOld = clock.now() - before.as_of_ms >= OLD_MS
      const outcome = await within(isOld ? MORE_PATIENCE * patience_ms : patience_ms, entry.underWay)
      if (outcome.ended === 'failed') throw outcome.error
      return outcome.ended === 'in time' ? outcome.value : before
    },
    forget: () => entries.clear(),
  }
}

/**
 * What nobody has yet is due at once. What is there is due when it is half as old as it may be: then it goes before what
 * was asked for the first time since, so that neither what many look at nor what nobody has seen waits for ever.
 */
function dueOf(before: { readonly as_of_ms: number } | null, asked_ms: number): number {
  return before === null ? asked_ms : before.as_of_ms + OLD_MS / 2
}
