/** Messages waiting to be sent, by the minute they are sent in: the only memory a simulation needs. */
import type { Malformed } from './malformed.ts'
import type { Telling } from './native-event.ts'

export interface Waiting {
  readonly sent_ms: number
  readonly telling: Telling
  /** Sent in place of the telling's event. */
  readonly broken: Malformed | null
}

export interface SimulatedMessage {
  /** The Kafka key: the target account. */
  readonly key: string
  readonly value: Buffer
  /** When it is sent; never before its event happened. */
  readonly time_ms: number
  readonly malformed: boolean
}

export interface Outbox {
  put(waiting: Waiting): void
  /** Takes what is sent in a minute, in order. */
  take(minute: number): Waiting[]
  /** The last minute anything waits for; −∞ when nothing does. */
  lastMinute(): number
}

export function createOutbox(): Outbox {
  const minutes = new Map<number, Waiting[]>()
  return {
    put(waiting) {
      const minute = Math.floor(waiting.sent_ms / 60_000)
      const others = minutes.get(minute)
      if (others) others.push(waiting)
      else minutes.set(minute, [waiting])
    },
    take(minute) {
      const waiting = minutes.get(minute) ?? []
      minutes.delete(minute)
      return waiting.sort((one, other) => one.sent_ms - other.sent_ms)
    },
    lastMinute() {
      let last = Number.NEGATIVE_INFINITY
      for (const minute of minutes.keys()) last = Math.max(last, minute)
      return last
    },
  }
}

/** Native plain JSON. */
export function asMessage({ sent_ms, telling, broken }: Waiting): SimulatedMessage {
  return {
    key: telling.event.target_account,
    value: broken ? broken.value : Buffer.from(JSON.stringify(telling.event)),
    time_ms: sent_ms,
    malformed: broken !== null,
  }
}
