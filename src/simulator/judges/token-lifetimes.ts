/** M6: tokens issued into another account, against what their link is allowed as of then, else 300 s. */
import type { Place } from '../ledger.ts'
import { isOf, type Telling } from '../native-event.ts'
import type { Enter, EventJudge } from '../truth.ts'

const UNLESS_DECLARED_S = 300

interface Allowance {
  readonly time_ms: number
  readonly max_ttl_s: number
}

/** The tokens of a place: when each was issued, and how long it lives. */
interface Issued {
  readonly place: Place
  readonly times_ms: number[]
  readonly ttls_s: number[]
}

export function judgeTokenLifetimes(enter: Enter): EventJudge {
  const allowances = new Map<string, Allowance[]>()
  const issued = new Map<string, Issued>()

  function allow({ event, time_ms }: Telling<'link_lifecycle'>): void {
    if (event.max_ttl_s === null) return
    const known = allowances.get(keyOf(event)) ?? []
    allowances.set(keyOf(event), [...known, { time_ms, max_ttl_s: event.max_ttl_s }])
  }

  function note({ event, time_ms }: Telling<'token_issuance'>): void {
    const { source_account, role, target_account, outcome, ttl_s } = event
    if (outcome !== 'success' || source_account === '' || source_account === target_account) return
    const key = keyOf(event)
    const known = issued.get(key) ?? {
      place: { link_id: '', source_account, role, target_account },
      times_ms: [],
      ttls_s: [],
    }
    issued.set(key, known)
    if (ttl_s === null) {
      enter(SLO, { time_ms, place: known.place, verdict: 'unknown_ttl' })
      return
    }
    known.times_ms.push(time_ms)
    known.ttls_s.push(ttl_s)
  }

  return {
    see(telling) {
      if (isOf('link_lifecycle', telling)) allow(telling)
      else if (isOf('token_issuance', telling)) note(telling)
    },
    close() {
      for (const [key, { place, times_ms, ttls_s }] of issued) {
        const allowed = allowances.get(key) ?? []
        for (const [index, time_ms] of times_ms.entries()) {
          const ttl_s = ttls_s[index] ?? 0
          const max_ttl_s = allowedAt(time_ms, allowed)
          const isGood = ttl_s <= (max_ttl_s ?? UNLESS_DECLARED_S)
          const verdict = isGood ? 'good' : 'bad'
          enter(SLO, { time_ms, place, verdict, value_ms: 1_000 * ttl_s })
          const over = max_ttl_s === null ? 'over_300_s' : 'over_link_limit'
          if (!isGood) enter(SLO, { time_ms, place, verdict: over })
        }
      }
    },
  }
}

/** Null where nothing was declared by then. */
function allowedAt(time_ms: number, allowances: readonly Allowance[]): number | null {
  let latest: Allowance | null = null
  for (const one of allowances) {
    if (one.time_ms <= time_ms && one.time_ms >= (latest?.time_ms ?? 0)) latest = one
  }
  return latest?.max_ttl_s ?? null
}

function keyOf({ source_account, role, target_account }: Omit<Place, 'link_id'>): string {
  return `${source_account}/${role}/${target_account}`
}

const SLO = 'm06-token-lifetime'
