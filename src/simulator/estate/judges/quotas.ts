/** A3: minutes in which every quota of an account had a fifth left, of the minutes that a sample holds for. */
import { targetPlace } from '../../ledger.ts'
import { isOf, type Telling } from '../../native-event.ts'
import type { Enter, EventJudge } from '../../truth.ts'
import { DAY_MS } from '../setting.ts'
import { grouped } from './group.ts'

export function judgeQuotas(enter: Enter, plan: { readonly from: number; readonly to: number }): EventJudge {
  const samples: Telling<'quota_sample'>[] = []
  return {
    see(telling) {
      if (isOf('quota_sample', telling) && telling.event.limit_value !== 0) samples.push(telling)
    },
    close() {
      for (const [account, ofAccount] of grouped(samples, ({ event }) => event.target_account)) {
        const place = targetPlace(account)
        for (const [minute, state] of minutesOf(ofAccount, plan)) {
          const verdict = state === LOW ? 'bad' : 'good'
          enter('a03-quota-headroom', { time_ms: minute * 60_000, place, verdict })
        }
      }
    },
  }
}

const UNKNOWN = 0
const ENOUGH = 1
const LOW = 2

/** The minutes that samples hold for, with the lowest headroom of all quotas. */
function* minutesOf(
  samples: readonly Telling<'quota_sample'>[],
  { from, to }: { from: number; to: number },
): Generator<readonly [number, number]> {
  const first = Math.floor(from / 60_000)
  const states = new Uint8Array(Math.ceil(to / 60_000) - first)
  for (const ofQuota of grouped(samples, ({ event }) => `${event.service} ${event.quota}`).values()) {
    ofQuota.sort((one, other) => one.time_ms - other.time_ms)
    for (const [nth, { event, time_ms }] of ofQuota.entries()) {
      const until_ms = Math.min(ofQuota[nth + 1]?.time_ms ?? to, time_ms + DAY_MS, to)
      const state = (event.limit_value - event.used_value) / event.limit_value >= 0.2 ? ENOUGH : LOW
      for (let minute = time_ms / 60_000 - first; minute < until_ms / 60_000 - first; minute++) {
        states[minute] = Math.max(state, states[minute] ?? UNKNOWN)
      }
    }
  }
  for (const [index, state] of states.entries()) if (state !== UNKNOWN) yield [first + index, state]
}
