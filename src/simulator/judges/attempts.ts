/** M9: hours of a target account in which more attempts were denied than the same hour of the weeks before explains. */
import { targetPlace } from '../ledger.ts'
import { isOf } from '../native-event.ts'
import type { Enter, EventJudge } from '../truth.ts'

const HOUR_MS = 3_600_000
const WEEK_HOURS = 168
const WEEKS = 4
const FEWEST_WEEKS = 2
const FEWEST_DENIED = 10

interface Hour {
  attempts: number
  denied: number
}

/** By hours since 1970. */
type Hours = Map<number, Hour>

export function judgeAttempts(enter: Enter): EventJudge {
  const accounts = new Map<string, Hours>()
  return {
    see(telling) {
      if (!isOf('token_issuance', telling) && !isOf('action', telling)) return
      const { event, time_ms } = telling
      const hours = accounts.get(event.target_account) ?? new Map<number, Hour>()
      accounts.set(event.target_account, hours)
      const at = Math.floor(time_ms / HOUR_MS)
      const hour = hours.get(at) ?? { attempts: 0, denied: 0 }
      hours.set(at, hour)
      hour.attempts++
      if (event.outcome === 'auth_error') hour.denied++
    },
    close() {
      for (const [account, hours] of accounts) {
        const place = targetPlace(account)
        for (const [at, { denied }] of hours) {
          const time_ms = at * HOUR_MS
          enter(SLO, { time_ms, place, verdict: 'denied', times: denied })
          const usual = usualAt(hours, at)
          if (usual === null) continue
          const isSpike = denied >= FEWEST_DENIED && denied > usual
          enter(SLO, { time_ms, place, verdict: isSpike ? 'bad' : 'good' })
        }
      }
    },
  }
}

/** What is still usual: median + 5 × MAD of the weeks before; null with fewer than two since the first attempt. */
function usualAt(hours: Hours, at: number): number | null {
  const first = Math.min(...hours.keys())
  const history: number[] = []
  for (let week = 1; week <= WEEKS; week++) {
    const before = at - week * WEEK_HOURS
    if (before >= first) history.push(hours.get(before)?.denied ?? 0)
  }
  if (history.length < FEWEST_WEEKS) return null
  const median = medianOf(history)
  return median + 5 * medianOf(history.map((denied) => Math.abs(denied - median)))
}

function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

const SLO = 'm09-unauthorized-attempts'
