/** The way from an event to its messages: when each is sent, how often, and what breaks beside it. */
import { makeMalformed } from './malformed.ts'
import type { Telling } from './native-event.ts'
import type { Outbox } from './outbox.ts'
import type { Random } from './random.ts'
import type { TruthBook } from './truth.ts'

export interface Disorder {
  /** Messages sent a second time, as a share of the events. */
  readonly duplicate_ratio: number
  /** Malformed messages sent besides, as a share of the events. */
  readonly malformed_ratio: number
  /** The share of events sent late: between half of `by_ms` and all of it. */
  readonly late: { readonly ratio: number; readonly by_ms: number }
  /** Every message is held back by up to this long, so that events overtake each other. */
  readonly shuffle_within_ms: number
}

/** Decides for a telling of this time, sent at that moment, whether it is sent at all. */
export type Ending = (telling: Telling, sent_ms: number) => boolean

/** A duplicate follows its first message within this time. */
export const DUPLICATE_WITHIN_MS = 120_000

/** Sends a telling with its duplicates and what breaks beside it, and marks it told. */
export function send(
  telling: Telling,
  {
    disorder,
    ending,
    outbox,
    book,
  }: { disorder: Disorder; ending: Ending; outbox: Outbox; book: TruthBook | null },
  random: Random,
): void {
  const isLate = random.chance(disorder.late.ratio)
  const late_ms = isLate ? disorder.late.by_ms * (0.5 + 0.5 * random.unit()) : 0
  const sent_ms = Math.floor(telling.ready_ms + late_ms + disorder.shuffle_within_ms * random.unit())
  const again_ms = random.chance(disorder.duplicate_ratio)
    ? sent_ms + random.whole(0, DUPLICATE_WITHIN_MS)
    : null
  const broken = random.chance(disorder.malformed_ratio) ? makeMalformed(telling, random) : null

  telling.told = ending(telling, sent_ms)
  if (telling.told) {
    outbox.put({ sent_ms, telling, broken: null })
    book?.countEvent(telling, isLate)
    if (broken) {
      outbox.put({ sent_ms, telling, broken })
      book?.countMalformed(broken.code)
    }
  }
  // Asked apart: live traffic sends the duplicate of a message that history sent just before it was cut.
  if (again_ms !== null && ending(telling, again_ms)) {
    outbox.put({ sent_ms: again_ms, telling, broken: null })
    book?.countDuplicate()
  }
}
