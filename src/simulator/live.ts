/** Simulated traffic that goes on: where a history that was cut at `start_ms` ends, this begins. */

import { LATEST_MS } from './audits.ts'
import { DUPLICATE_WITHIN_MS, type Ending } from './disorder.ts'
import { ESTATE_REACH_MS } from './estate/tellers.ts'
import { LONGEST_EXCHANGE_MS, LONGEST_TTL_S } from './exchange.ts'
import { asMessage, createOutbox, type SimulatedMessage, type Waiting } from './outbox.ts'
import type { SimulationPlan } from './plan.ts'
import { LATEST_PROBE_MS } from './revocation.ts'
import { type Scene, setScene, tellMinute } from './traffic.ts'

export interface LiveTraffic {
  /**
   * The messages sent in from … to (ms, half-open), in order: always the same for the same plan.
   * Asked again and again for the time that passed; what lies before an earlier question's end is gone.
   */
  messagesBetween(from: number, to: number): SimulatedMessage[]
}

/**
 * Traffic from `start_ms` on, at the plan's rate and with its failures; the plan's `to` does not end it.
 * @throws LinkmeterError where the plan is wrong.
 */
export function live(plan: SimulationPlan, start_ms: number): LiveTraffic {
  const scene = setScene(plan)
  const outbox = createOutbox()
  const ending: Ending = ({ placed_ms }, sent_ms) => placed_ms >= plan.from && sent_ms >= start_ms
  let next = Math.floor(Math.max(plan.from, start_ms - reach(scene)) / 60_000)
  let minute = Math.floor(start_ms / 60_000)
  let waiting: Waiting[] = []
  return {
    messagesBetween(from, to) {
      const sent: SimulatedMessage[] = []
      for (; ; minute++) {
        for (; next <= minute; next++) tellMinute(scene, next, { ending, outbox, book: null })
        waiting.push(...outbox.take(minute))
        const due = waiting.filter(({ sent_ms }) => sent_ms < to)
        for (const one of due) if (one.sent_ms >= from) sent.push(asMessage(one))
        waiting = waiting.filter(({ sent_ms }) => sent_ms >= to)
        if ((minute + 1) * 60_000 >= to) return sent
      }
    },
  }
}

/** How long after its beginning a story may still send something: an attempt, an action, its record, late and twice. */
function reach({ disorder }: Scene): number {
  const longest_use_ms = 1_000 * LONGEST_TTL_S + LATEST_PROBE_MS
  const on_the_way_ms = disorder.late.by_ms + disorder.shuffle_within_ms + DUPLICATE_WITHIN_MS
  const story_ms = LONGEST_EXCHANGE_MS + longest_use_ms + LATEST_MS
  return Math.max(story_ms, ESTATE_REACH_MS) + on_the_way_ms + 60_000
}
