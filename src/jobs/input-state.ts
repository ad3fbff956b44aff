/**
 * What SLOs' inputs are known to have told, and which are waited for. The rules are those of the view `input_states`
 * (sql/views/analysts/54-input_states.sql), which costs the engine more to plan than all tables cost to read; a test holds both together.
 */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { HOUR_S, MINUTE_S } from './ranges.ts'

/** As sql/queries/input-state.sql gives it; times in Unix seconds. */
interface InputFacts {
  readonly source: string
  readonly topic: string
  readonly kinds: readonly string[]
  readonly newest_event_s: number
  readonly last_received_s: number
  /** Of the busiest partition and kind, as is when the first of them came. */
  readonly arrivals_in_week: number
  readonly week_began_s: number
  /** Null where no position is known. */
  readonly unread: number | null
  readonly oldest_unread_s: number | null
  /** 0 if it never was. */
  readonly retired_s: number
  readonly now_s: number
}

/** Why an input is waited for, and up to when all it told is stored. */
interface Waiting {
  readonly state: 'behind' | 'silent'
  readonly waited_s: number
  readonly complete_to_s: number
}

/** What some inputs told, taken together. */
interface InputState {
  readonly newest_event_s: number | null
  /** A sentence for each that is behind or silent. */
  readonly waiting: string[]
  /** Null when none is waited for. */
  readonly complete_to_s: number | null
  readonly heard: boolean
}

const BEHIND_AFTER_S = 120
const SILENT_AFTER_S = 900
const USUAL_GAPS = 10

/** Every input that ever brought something. @throws StoreFailure */
export async function inputFacts(store: Store): Promise<InputFacts[]> {
  return store.rows<InputFacts>(readSql('queries/input-state'))
}

/** @param from_s what came or happened since is heard */
export function inputState(
  inputs: readonly InputFacts[],
  kinds: ReadonlySet<string>,
  from_s: number,
): InputState {
  const own = inputs.filter((input) => input.kinds.some((kind) => kinds.has(kind)))
  const waited = own.flatMap((input) => {
    const waiting = waitingFor(input)
    return waiting === null ? [] : [{ ...waiting, input }]
  })
  return {
    // Not spread into arguments: every file imported in 400 days is an input.
    newest_event_s: own.reduce<number | null>(
      (newest, { newest_event_s: at_s }) => Math.max(newest ?? at_s, at_s),
      null,
    ),
    waiting: waited.map(({ input, ...waiting }) => sentence(input, waiting)).toSorted(),
    complete_to_s: waited.length === 0 ? null : Math.min(...waited.map(({ complete_to_s }) => complete_to_s)),
    heard: own.some((input) => Math.max(input.newest_event_s, input.last_received_s) >= from_s),
  }
}

/** Null for one that is live or retired, and for a file: it has no more to say. */
export function waitingFor(input: InputFacts): Waiting | null {
  const { topic, unread, oldest_unread_s, last_received_s, now_s } = input
  if (unread === null && topic !== 'http') return null
  if (input.retired_s >= last_received_s) return null
  if (unread !== null && unread > 0 && oldest_unread_s !== null) {
    const waited_s = secondsBetween(oldest_unread_s, now_s)
    if (waited_s > BEHIND_AFTER_S) return { state: 'behind', waited_s, complete_to_s: oldest_unread_s }
  }
  const waited_s = secondsBetween(last_received_s, now_s)
  if (waited_s <= Math.max(SILENT_AFTER_S, USUAL_GAPS * usualGap(input))) return null
  // The minute of the last arrival has ended.
  const complete_to_s = (Math.floor(last_received_s / MINUTE_S) + 1) * MINUTE_S
  return { state: 'silent', waited_s, complete_to_s }
}

function usualGap({ arrivals_in_week, week_began_s, last_received_s }: InputFacts): number {
  return arrivals_in_week > 1 ? secondsBetween(week_began_s, last_received_s) / (arrivals_in_week - 1) : 0
}

/** As `dateDiff('second', …)` counts. */
function secondsBetween(from_s: number, to_s: number): number {
  return Math.floor(to_s) - Math.floor(from_s)
}

function sentence({ source, topic }: InputFacts, { state, waited_s }: Waiting): string {
  const what = state === 'behind' ? 'is behind: a message has waited for' : 'has been silent for'
  return `${source} on ${topic} ${what} ${duration(waited_s)}`
}

function duration(seconds: number): string {
  if (seconds < 2 * HOUR_S) return `${Math.floor(seconds / MINUTE_S)} min`
  if (seconds < 48 * HOUR_S) return `${Math.floor(seconds / HOUR_S)} h`
  return `${Math.floor(seconds / (24 * HOUR_S))} days`
}
