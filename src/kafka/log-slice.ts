/** A run of messages of one partition on its way into the store, and what comes back when it is there. */
import type { Batch, IHeaders, KafkaMessage } from 'kafkajs'

interface LogMessage {
  /** Null for a tombstone. */
  readonly value: Buffer | null
  readonly key: Buffer | null
  /** Names in lower case; of a header that repeats, the last value. */
  readonly headers: Readonly<Record<string, string>>
  readonly offset: number
  /** When it reached the log or was made (the topic's `message.timestamp.type` decides), in ms; null when unknown. */
  readonly delivered_at: number | null
}

/** Messages of one partition in the order of their offsets. */
export interface LogSlice {
  readonly topic: string
  readonly partition: number
  readonly messages: readonly LogMessage[]
  /** The offset the next message written to the partition gets. */
  readonly high_watermark: number
}

interface Taken {
  /** Settles when there is room for another slice: at once, unless the pipeline is full. Rejects when it has ended. */
  readonly room: Promise<void>
  /** Settles when everything of the slice is stored or dead-lettered; rejects only when the pipeline stops. */
  readonly stored: Promise<void>
}

export type Take = (slice: LogSlice) => Taken

export function sliceOf(batch: Batch): LogSlice {
  return {
    topic: batch.topic,
    partition: batch.partition,
    messages: batch.messages.map(toLogMessage),
    high_watermark: Number(batch.highWatermark),
  }
}

function toLogMessage({ value, key, headers, offset, timestamp }: KafkaMessage): LogMessage {
  return {
    value,
    key,
    headers: headers === undefined ? none : textHeaders(headers),
    offset: Number(offset),
    delivered_at: Number(timestamp) < 0 ? null : Number(timestamp),
  }
}

const none = Object.freeze({})

function textHeaders(headers: IHeaders): Readonly<Record<string, string>> {
  const names = Object.keys(headers)
  if (names.length === 0) return none
  const texts: Record<string, string> = {}
  for (const name of names) {
    const value = headers[name]
    const last = Array.isArray(value) ? value.at(-1) : value
    if (last !== undefined) texts[name.toLowerCase()] = last.toString()
  }
  return texts
}
