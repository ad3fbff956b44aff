/** Dead letters: the records that were rejected, kept with reason, position and bytes so that nothing is lost unseen. */
import { createHash } from 'node:crypto'
import type { RowOf } from '../clickhouse/native-block.ts'
import { scrubText } from '../events/secrets.ts'
import type { Rejection } from '../events/source.ts'
import type { DeliveredMessage, Delivery } from './delivery.ts'

/** The table's columns (sql/migrations); a test holds the two together. */
export const deadLetterColumns = {
  /** The same when the record is delivered again, so that a redelivery adds no second letter. */
  dead_letter_id: 'String',
  received_at: "DateTime64(3, 'UTC')",
  source: 'LowCardinality(String)',
  reason: 'LowCardinality(String)',
  detail: 'String',
  topic: 'LowCardinality(String)',
  partition: 'Int32',
  offset: 'Int64',
  /** Bytes of the whole message, also where only its beginning is kept. */
  size: 'Int64',
  bytes: 'String',
} as const

export type DeadLetter = RowOf<typeof deadLetterColumns>

/** A longer message is refused: it would cost its neighbours their place in a batch. Kafka's own default limit. */
export const LARGEST_MESSAGE_BYTES = 1_048_576

/** What is kept of a message that was too large. */
export const KEPT_BYTES = 65_536

/** Where a rejected record stands: a message may hold several. */
export interface RejectedRecord {
  readonly delivery: Delivery
  readonly message: DeliveredMessage
  readonly received_at: number
  /** The record's place in its message, from 0. */
  readonly record: number
  /** How many records of this message were rejected before it. */
  readonly earlier: number
}

/**
 * The letter for a rejected record. A message's bytes stand with its first rejected record only:
 * a batch of ten thousand bad records would otherwise be kept ten thousand times.
 */
export function deadLetter(rejected: RejectedRecord, reason: Rejection): DeadLetter {
  const { delivery, message, record } = rejected
  const bytes = message.value ?? Buffer.alloc(0)
  const kept = bytes.length > LARGEST_MESSAGE_BYTES ? bytes.subarray(0, KEPT_BYTES) : bytes
  return {
    dead_letter_id: identify(delivery, message.offset, record, bytes),
    received_at: rejected.received_at,
    source: delivery.source.source,
    reason: reason.code,
    detail: record === 0 ? reason.detail : `record ${record}: ${reason.detail}`,
    topic: delivery.topic,
    partition: delivery.partition,
    offset: message.offset,
    size: message.refused?.size ?? bytes.length,
    bytes: rejected.earlier === 0 ? scrubText(kept) : '',
  }
}

function identify(delivery: Delivery, offset: number, record: number, bytes: Buffer): string {
  const position = JSON.stringify([delivery.topic, delivery.partition, offset, record])
  return createHash('sha256').update(position).update(bytes).digest('hex')
}
