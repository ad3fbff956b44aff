/** A batch: rows of every kind and dead letters gathered over deliveries, to be stored together. */

import { tableOf } from '../clickhouse/event-tables.ts'
import { type BlockBuilder, type Columns, createBlockBuilder } from '../clickhouse/native-block.ts'
import type { RejectionCode } from '../errors.ts'
import type { FlatEvent } from '../events/flat/event.ts'
import { positionColumns } from '../events/kind.ts'
import type { KindName, TypedEvent } from '../events/kinds.ts'
import { type DeadLetter, deadLetterColumns } from './dead-letters.ts'
import { columnsOf } from './event-columns.ts'
import type { OpenDelivery } from './open-delivery.ts'
import type { Claim } from './receipts.ts'

export type EventPosition = Parameters<EventBuilder['add']>[1]
type EventBuilder = BlockBuilder<Columns, typeof positionColumns>

/** Why a batch was closed: it was full, its first row had waited long enough, or no more was to come. */
export type ClosedBy = 'rows' | 'bytes' | 'time' | 'drain'

/** What became of a source's records in a batch, for the metrics. */
export interface Tally {
  accepted: number
  rejected: number
  ignored: number
}

/** A batch keeps its builders' buffers when cleared, so two batches in turn serve a steady stream. */
export function createBatch() {
  const events = new Map<KindName, EventBuilder>()
  const letters = createBlockBuilder(deadLetterColumns, {})
  const tallies = new Map<string, Tally>()
  const deliveries = new Set<OpenDelivery>()
  const claims: Claim[] = []
  const rejections: { source: string; reason: RejectionCode }[] = []
  let rows = 0
  let bytes = 0

  function builderFor(kind: KindName): EventBuilder {
    const known = events.get(kind)
    if (known !== undefined) return known
    const builder = createBlockBuilder(columnsOf(kind), positionColumns)
    events.set(kind, builder)
    return builder
  }

  return {
    get rows() {
      return rows
    },
    get bytes() {
      return bytes
    },
    /** The deliveries that have a part in it, in order of arrival. */
    deliveries,
    /** The records whose senders want to know whether they were new. */
    claims,
    /** One for each dead letter. */
    rejections,
    letters,
    tallies,

    addEvent(event: TypedEvent, position: EventPosition): void {
      bytes += builderFor(event.kind).add(event.row, position)
      rows += 1
    },
    addFlatEvent(event: FlatEvent, position: EventPosition): void {
      bytes += builderFor(event.kind).addFlat(event, position)
      rows += 1
    },
    addDeadLetter(letter: DeadLetter, reason: RejectionCode): void {
      bytes += letters.add(letter, {})
      rows += 1
      rejections.push({ source: letter.source, reason })
    },
    tallyOf(source: string): Tally {
      const known = tallies.get(source)
      if (known !== undefined) return known
      const tally = { accepted: 0, rejected: 0, ignored: 0 }
      tallies.set(source, tally)
      return tally
    },
    /** The kinds that have rows, each with its table and builder. */
    filled: () =>
      [...events]
        .filter(([, builder]) => builder.rows > 0)
        .map(([kind, builder]) => ({ kind, table: tableOf(kind), builder })),
    clear(): void {
      for (const builder of events.values()) builder.clear()
      letters.clear()
      tallies.clear()
      deliveries.clear()
      claims.length = 0
      rejections.length = 0
      rows = 0
      bytes = 0
    },
  }
}

export type Batch = ReturnType<typeof createBatch>
