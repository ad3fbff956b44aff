/** M6: tokens issued into another account, against what their link is allowed as of then, else 300 s. */
import type { Place } from '../ledger.ts'
import { isOf, type Telling } from '../native-event.ts'
import type { Enter, EventJudge } from '../truth.ts'

const UNLESS_DECLARED_S = 300

interface Allowance {
  readonly time_ms: number
  readonly max_ttl_s: number
}

interface Issued extends Place {
  readonly time_ms: number
  readonly ttl_s: number
}

export function judgeTokenLifetimes(enter: Enter): EventJudge {
  const allowances = new Map<string, Allowance[]>()
  const tokens: Issued[] = []

  function allow(place: Place, { event, time_ms }: Telling<'link_lifecycle'>): void {
    if (event.max_ttl_s === null) return
    const known = allowances.get(keyOf(place)) ?? []
    allowances.set(keyOf(place), [...known, { time_ms, max_ttl_s: event.max_ttl_s }])
  }

  return {
    see(telling) {
      const { source_account, role, target_account } = telling.event
      const place = { link_id: '', source_account, role, target_account }
      if (isOf('link_lifecycle', telling)) allow(place, telling)
      else if (isOf('token_issuance', telling) && isCross(place)) {
        const { outcome, ttl_s } = telling.event
        if (outcome !== 'success') return
        if (ttl_s !== null) tokens.push({ ...place, time_ms: telling.time_ms, ttl_s })
        else enter(SLO, { time_ms: telling.time_ms, place, verdict: 'unknown_ttl' })
      }
    },
    close() {
      for (const token of tokens) {
        const { time_ms, ttl_s } = token
        const max_ttl_s = allowedAt(time_ms, allowances.get(keyOf(token)) ?? [])
        const isGood = ttl_s <= (max_ttl_s ?? UNLESS_DECLARED_S)
        const verdict = isGood ? 'good' : 'bad'
        enter(SLO, { time_ms, place: token, verdict, value_ms: 1_000 * ttl_s })
        const over = max_ttl_s === null ? 'over_300_s' : 'over_link_limit'
        if (!isGood) enter(SLO, { time_ms, place: token, verdict: over })
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

function isCross({ source_account, target_account }: Place): boolean {
  return source_account !== '' && source_account !== target_account
}

function keyOf({ source_account, role, target_account }: Place): string {
  return `${source_account}/${role}/${target_account}`
}

const SLO = 'm06-token-lifetime'
