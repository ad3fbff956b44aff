/** Turns one message into rows of the open batch: its events, and a dead letter for each record that gave none. */
import type { Logger } from 'pino'
import type { FlatEvent } from '../events/flat/event.ts'
import type { SourceMessage, Told } from '../events/source.ts'
import { rejected } from '../events/told.ts'
import type { Batch, EventPosition } from './batch.ts'
import { deadLetter, LARGEST_MESSAGE_BYTES } from './dead-letters.ts'
import type { DeliveredMessage, Delivery } from './delivery.ts'
import type { OpenDelivery } from './open-delivery.ts'
import { claim, noteRejection } from './receipts.ts'

/** Tells the message and adds what it told to the batch. All its events stand at the message's position. */
export function tellMessage(
  open: OpenDelivery,
  message: DeliveredMessage,
  batch: Batch,
  logger: Pick<Logger, 'error'>,
): void {
  const { delivery, received_at } = open
  // What is told of a file as a whole is no record that its sender counts.
  const ledger = message.file === undefined ? open.ledger : null
  const tally = batch.tallyOf(delivery.source.source)
  const position: EventPosition = {
    source: delivery.source.source,
    ingested_at: received_at,
    _topic: delivery.topic,
    _partition: delivery.partition,
    _offset: message.offset,
  }
  // A claim needs texts; without one the short way does.
  const flat = ledger === null ? tellFlat(delivery, message, received_at) : null
  if (flat !== null) {
    batch.addFlatEvent(flat, position)
    tally.accepted += 1
    return
  }
  const told = tellOrRefuse(delivery, message, received_at, logger)
  let record = 0
  let earlier = 0
  for (const outcome of told) {
    if (!outcome.ok) {
      const { reason } = outcome
      const letter = deadLetter({ delivery, message, received_at, record, earlier }, reason)
      batch.addDeadLetter(letter, reason.code)
      if (ledger !== null) noteRejection(ledger, reason)
      tally.rejected += 1
      earlier += 1
    } else if (outcome.events.length === 0) {
      tally.ignored += 1
    } else {
      for (const event of outcome.events) batch.addEvent(event, position)
      if (ledger !== null) batch.claims.push(claim(ledger, outcome.events))
      tally.accepted += 1
    }
    if (ledger !== null) ledger.read += 1
    record += 1
  }
}

/** Null where the usual way must judge, also over a defect of this one. */
function tellFlat(delivery: Delivery, message: DeliveredMessage, received_at: number): FlatEvent | null {
  const { refused, value, headers, delivered_at } = message
  const { source } = delivery
  if (refused !== undefined || source.tellFlat === undefined) return null
  try {
    return source.tellFlat({ value, headers, delivered_at, received_at })
  } catch {
    return null
  }
}

function tellOrRefuse(
  delivery: Delivery,
  message: DeliveredMessage,
  received_at: number,
  logger: Pick<Logger, 'error'>,
): readonly Told[] {
  const { refused, value } = message
  if (refused !== undefined) return [rejected(refused.code, refused.detail)]
  if (value !== null && value.length > LARGEST_MESSAGE_BYTES) {
    return [rejected('too_large', `${value.length} bytes`)]
  }
  const { refused: _, offset: __, ...told } = message
  return tellSafely(delivery, { ...told, received_at }, logger)
}

/** An adapter that throws has a defect. One such record must not stop the others, today or at each redelivery. */
function tellSafely(
  delivery: Delivery,
  message: SourceMessage,
  logger: Pick<Logger, 'error'>,
): readonly Told[] {
  try {
    return delivery.source.tell(message)
  } catch (error) {
    const { source } = delivery.source
    logger.error({ source, topic: delivery.topic, at: placeOf(error) }, 'a source threw on a record')
    return [rejected('source_defect', nameOf(error))]
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

/** Where it was thrown, without its message, which may quote the record. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 5)
    .join('\n')
}
