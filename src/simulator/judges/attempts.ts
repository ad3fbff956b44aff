/** M9: hours of a target account in which more attempts were denied than the same hour of the weeks before explains. */
import { targetPlace } from '../ledger.ts'
import { isOf } from '../native-event.ts'
import type { Enter, EventJudge } from '../truth.ts'

const HOUR_MS = 3_600_000
const WEEK_HOURS = 168
const WEEKS = 4
const FEWEST_WEEKS = 2
const FEWEST_DENIED = 10

/** By hours since 1970; an hour without any attempt is absent. */
type DeniedByHour = Map<number, number>

export function judgeAttempts(enter: Enter): EventJudge {
  const accounts = new Map<string, DeniedByHour>()
  return {
    see(telling) {
      if (!isOf('token_issuance', telling) && !isOf('action', telling)) return
      const { event, time_ms } = telling
      const hours = accounts.get(event.target_account) ?? new Map<number, number>()
      accounts.set(event.target_account, hours)
      const hour = Math.floor(time_ms / HOUR_MS)
      const isDenied = event.outcome === 'auth_error'
      hours.set(hour, (hours.get(hour) ?? 0) + (isDenied ? 1 : 0))
      const verdict = event.error_type || event.outcome
      if (isDenied) enter(SLO, { time_ms: hour * HOUR_MS, place: targetPlace(event.target_account), verdict })
    },
    close() {
      for (const [account, hours] of accounts) {
        const days = new Set([...hours.keys()].map(dayOf))
        for (const [hour, denied] of hours) {
          const at = { time_ms: hour * HOUR_MS, place: targetPlace(account) }
          const usual = usualAt(hour, hours, days)
          const isSpike = usual !== null && denied >= FEWEST_DENIED && denied > usual
          if (usual === null) enter(SLO, { ...at, verdict: 'no_verdict' })
          else enter(SLO, { ...at, verdict: isSpike ? 'bad' : 'good' })
          if (isSpike) enter(SLO, { ...at, verdict: 'spikes' })
        }
      }
    },
  }
}

/** What is still usual: median + 5 × MAD of the weeks before that are known; null with fewer than two. */
function usualAt(hour: number, hours: DeniedByHour, days: ReadonlySet<number>): number | null {
  const history: number[] = []
  for (let week = 1; week <= WEEKS; week++) {
    const before = hour - week * WEEK_HOURS
    const denied = hours.get(before) ?? (isKnownBefore(dayOf(before), dayOf(hour), days) ? 0 : null)
    if (denied !== null) history.push(denied)
  }
  if (history.length < FEWEST_WEEKS) return null
  const median = medianOf(history)
  return median + 5 * medianOf(history.map((denied) => Math.abs(denied - median)))
}

/** A silent hour says something of an account only where the account had been seen, on a day before, of the last 28. */
function isKnownBefore(day: number, today: number, days: ReadonlySet<number>): boolean {
  for (let seen = today - 27; seen < day; seen++) if (days.has(seen)) return true
  return false
}

function dayOf(hour: number): number {
  return Math.floor(hour / 24)
}

function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

const SLO = 'm09-unauthorized-attempts'
