/** What a source adapter is: a pure function from one record to its events, or to the reason there are none. */
import type { RejectionCode } from '../errors.ts'
import type { FlatEvent } from './flat/event.ts'
import type { TypedEvent } from './kinds.ts'

/** One record as it came: a Kafka message, an element of a request or a record of a file. */
export interface SourceMessage {
  /** The bytes; null for a tombstone. */
  readonly value: Buffer | null
  /** Kafka's or HTTP's headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** When the record reached the log we read it from (broker's or object's time), in ms; null when unknown. */
  readonly delivered_at: number | null
  /** When we took it, in ms: what an event's time is held against. */
  readonly received_at: number
  /** How many records exactly alike came before it in its file, for a source of which that `makes_repeats`. */
  readonly earlier_alike?: number
  /** Set on the message behind a file's last record, which has no value and tells of the file itself. */
  readonly file?: ReceivedFile
}

/** A file that was read to its end. */
export interface ReceivedFile {
  /** As the user named it and below. */
  readonly path: string
  /** Of its content, decompressed, in hexadecimal digits. */
  readonly sha256: string
}

/** One record of a message may give several events, none (a tombstone, a digest), or a reason. */
export type Told =
  | { readonly ok: true; readonly events: readonly TypedEvent[] }
  | { readonly ok: false; readonly reason: Rejection }

export interface Rejection {
  readonly code: RejectionCode
  /** What exactly is wrong, e.g. `latency_ms: expected number, received string`. Never holds the value itself. */
  readonly detail: string
}

export interface SourceDefinition {
  readonly source: string
  /** One sentence for the documentation. */
  readonly summary: string
  /** True where it tells of actions second-hand: another source's telling of the same action is preferred. */
  readonly is_audit_log: boolean
  /** True where its actions can carry the caller's correlation id (M10 counts only these). */
  readonly carries_correlation_id: boolean
  /** True where two records alike in one file are two things, and not one that was told twice (rows of a bill). */
  readonly makes_repeats?: true
  /** True where the arrival of a file is an event of its own: after its records comes a message about it. */
  readonly tells_of_files?: true
  /**
   * Splits a message into its records: a message may be a batch or an envelope
   * (`{"Records":[…]}`, a CloudEvents batch). Most messages hold one.
   * Each record is told apart, so one bad record never costs its neighbours.
   */
  readonly tell: (message: SourceMessage) => readonly Told[]
  /**
   * A shorter way for a message that is plainly one good event; null where `tell` must judge.
   * Both ways give the same row. The event is valid until the next call.
   */
  readonly tellFlat?: (message: SourceMessage) => FlatEvent | null
}
