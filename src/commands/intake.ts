/** Joins what receives events (Kafka, HTTP) with the pipeline that stores them. */
import type { TopicSource } from '../config.ts'
import type { Retake } from '../dead-letters/dead-letters.ts'
import { isSourceName, type Sources, sources as unconfigured } from '../events/sources.ts'
import type { Pipeline } from '../ingest/pipeline.ts'
import type { Positions } from '../ingest/positions.ts'
import type { Take } from '../kafka/log-slice.ts'
import type { TakeEvents } from '../web/intake/take-events.ts'

/** Kafka's slices: each topic holds one source; a slice that is stored moves its partition's position. */
export function kafkaIntake(
  pipeline: Pipeline,
  positions: Positions,
  topics: readonly TopicSource[],
  sources: Sources = unconfigured,
): Take {
  const sourceOf = new Map(topics.map(({ topic, source }) => [topic, sources[source]]))
  return (slice) => {
    const source = sourceOf.get(slice.topic)
    if (source === undefined) throw new Error(`the consumer read ${slice.topic}, which it was not asked for`)
    const taken = pipeline.take({ ...slice, source })
    const last = slice.messages.at(-1)
    const stored = taken.stored.then(() => {
      if (last === undefined) return
      positions.note({
        source: source.source,
        topic: slice.topic,
        partition: slice.partition,
        unread: slice.high_watermark - last.offset - 1,
        stored_up_to: last.delivered_at,
      })
    })
    return { room: taken.room, stored }
  }
}

/** HTTP's requests: the answer waits until everything is stored, with the requests of the same second. */
export function webIntake(pipeline: Pipeline, sources: Sources = unconfigured): TakeEvents {
  return async ({ source, records }) => {
    if (!isSourceName(source)) throw new Error(`the web let the unknown source ${source} pass`)
    const taken = pipeline.takeForReceipt({
      source: sources[source],
      topic: 'http',
      partition: 0,
      messages: records.map((record, offset) => ({ ...record, offset, delivered_at: null })),
    })
    return taken.stored
  }
}

/** Dead letters that are put through again, from the place they had. */
export function retakeThrough(pipeline: Pipeline, sources: Sources): Retake {
  return ({ source, topic, partition, offset, value }) => {
    if (!isSourceName(source)) throw new Error(`a dead letter names the unknown source ${source}`)
    const message = { value, headers: {}, offset, delivered_at: null }
    return pipeline.takeForReceipt({ source: sources[source], topic, partition, messages: [message] }).stored
  }
}
