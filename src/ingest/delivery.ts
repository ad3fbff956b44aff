/** What the pipeline takes from Kafka, HTTP and files, and what it promises in return. */
import type { ReceivedFile, Rejection, SourceDefinition } from '../events/source.ts'

/** Messages of one partition of a log, in its order; a request and a file count as logs of their own. */
export interface Delivery {
  readonly source: SourceDefinition
  /** The Kafka topic, `http`, or the file's name. */
  readonly topic: string
  readonly partition: number
  readonly messages: readonly DeliveredMessage[]
}

export interface DeliveredMessage {
  /** The bytes; null for a tombstone. */
  readonly value: Buffer | null
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Its place in the partition, the request or the file. */
  readonly offset: number
  /** When it reached the log, in ms; null when unknown. */
  readonly delivered_at: number | null
  /** Of a record of a file: how many alike came before it, where its source asks for that. */
  readonly earlier_alike?: number
  /** Set where the message tells of a file as a whole and is no record of it. */
  readonly file?: ReceivedFile
  /** Where the reader already found it unusable: why, and its whole size, since `value` may be its beginning only. */
  readonly refused?: Rejection & { readonly size: number }
}

/** A pipeline's answer to a delivery: when to bring the next one, and when this one is safe. */
export interface Taken<Answer> {
  /** Settles once there is room for the next delivery. Rejects when the pipeline has failed or been stopped. */
  readonly room: Promise<void>
  /** Resolves once every event and dead letter of the delivery is stored. Rejects when that will not happen. */
  readonly stored: Promise<Answer>
}

/**
 * What became of a delivery's records. `stored`, `duplicates` and `rejected` never overlap;
 * what `read` holds beyond them told of no event (a tombstone, a digest): nothing to store, nothing wrong.
 */
export interface Receipt {
  readonly read: number
  /** Records with at least one event that was not known before. */
  readonly stored: number
  /** Records whose every event was known. */
  readonly duplicates: number
  readonly rejected: number
  /** The first rejections; `index` counts the delivery's records from 0. */
  readonly rejections: readonly ({ readonly index: number } & Rejection)[]
}

/** The pipeline ended before a delivery was stored: it stays uncommitted and will be delivered again. */
export class NotStored extends Error {
  constructor(why: string, cause?: unknown) {
    super(`not stored: ${why}`, { cause })
    this.name = 'NotStored'
  }
}
