/**
 * The verdicts on one SLO, to be counted over any window.
 * Kept as one number a verdict (minute, place and verdict packed), so that a million take a few MB.
 */
import type { World } from './world.ts'

/** What a verdict is about: a link, or an account (the other fields then empty). */
export interface Place {
  /** Empty where it is no link of the world. */
  readonly link_id: string
  readonly source_account: string
  readonly role: string
  readonly target_account: string
}

interface Counts {
  readonly good: number
  readonly total: number
}

interface PlaceCounts extends Counts, Place {}

/** The value at rank ⌊q × (n − 1)⌋. */
interface Quantiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

export interface WindowTruth extends Counts {
  /** What docs/slis.md says of each SLO, and more: sums over all places; nothing that is zero. */
  readonly breakdown: Readonly<Record<string, number>>
  /** Of the durations that count, exact; null without any. */
  readonly quantiles_ms: Quantiles | null
  /** Links (or accounts) with a total above 0: the world's links in their order, then the others in theirs. */
  readonly by_link: readonly PlaceCounts[]
  /** A9 only: the cost of a unit by workload (`cost_per_unit[name]`) and the `untagged_ratio`. */
  readonly values?: Readonly<Record<string, number>>
}

/**
 * The verdict on one thing: `good` and `bad` count; anything else only goes to the breakdown.
 * SLOs that count things have only `bad`: their total is the count.
 */
type Verdict = 'good' | 'bad' | (string & {})

/** `value_ms` is kept for quantiles. Nothing is judged twice: `times` is for things that are counted together. */
export interface Judgement {
  readonly time_ms: number
  readonly place: Place
  readonly verdict: Verdict
  readonly value_ms?: number
  readonly times?: number
}

export interface Ledger {
  add(judgement: Judgement): void
  between(from: number, to: number): WindowTruth
}

/** An account as the place of a verdict: where calls arrive, or (`caller`) where they come from. */
export function targetPlace(target_account: string): Place {
  return { link_id: '', source_account: '', role: '', target_account }
}

export function callerPlace(source_account: string): Place {
  return { link_id: '', source_account, role: '', target_account: '' }
}

/** More than the verdicts there are. */
const VERDICTS = 64
/** More than the places there are. */
const PLACES = 2 ** 20

export function createLedger(world: World): Ledger {
  const verdicts: Verdict[] = ['good', 'bad']
  const places = createPlaces(world.links)
  const codes: number[] = []
  // Numbers in lists of their own: an object for each would keep the garbage collector busy.
  const values: number[] = []
  const minutes: number[] = []
  return {
    add({ time_ms, place, verdict, value_ms, times = 1 }) {
      const minute = Math.floor(time_ms / 60_000)
      const known = verdicts.indexOf(verdict)
      const index = known === -1 ? verdicts.push(verdict) - 1 : known
      const code = (minute * PLACES + places.indexOf(place)) * VERDICTS + index
      for (let left = times; left > 0; left--) codes.push(code)
      if (value_ms === undefined) return
      values.push(value_ms)
      minutes.push(minute)
    },
    between(from, to) {
      const first = Math.ceil(from / 60_000)
      const end = Math.ceil(to / 60_000)
      const perMinute = PLACES * VERDICTS
      const counts = new Float64Array(places.all.length * VERDICTS)
      for (const code of codes) {
        if (code >= first * perMinute && code < end * perMinute)
          counts[code % perMinute] = (counts[code % perMinute] ?? 0) + 1
      }
      const durations = values.filter((_, index) => {
        const minute = minutes[index] ?? Number.NaN
        return minute >= first && minute < end
      })
      return summarise(places.all, verdicts, counts, quantilesOf(durations))
    },
  }
}

/** Numbers the places as they come, the world's links first. */
function createPlaces(links: readonly Place[]) {
  const all: Place[] = []
  const numbers = new Map<string, number>()
  /** Links are told apart by identity: faster than by text. */
  const seen = new Map<Place, number>()
  function indexOf(place: Place): number {
    const known = seen.get(place)
    if (known !== undefined) return known
    const key = keyOf(place)
    const number = numbers.get(key) ?? all.push(place) - 1
    numbers.set(key, number)
    return number
  }
  for (const link of links) seen.set(link, indexOf(link))
  return { all, indexOf }
}

function keyOf({ source_account, role, target_account }: Place): string {
  return `${source_account}/${role}/${target_account}`
}

function summarise(
  places: readonly Place[],
  verdicts: readonly Verdict[],
  counts: Float64Array,
  quantiles_ms: WindowTruth['quantiles_ms'],
): WindowTruth {
  const by_link: PlaceCounts[] = []
  const breakdown: Record<string, number> = {}
  for (const [index, { link_id, source_account, role, target_account }] of places.entries()) {
    const [good = 0, bad = 0, ...others] = counts.subarray(index * VERDICTS, (index + 1) * VERDICTS)
    if (good + bad > 0)
      by_link.push({ link_id, source_account, role, target_account, good, total: good + bad })
    verdicts.slice(2).forEach((verdict, other) => {
      const count = others[other] ?? 0
      if (count > 0) breakdown[verdict] = (breakdown[verdict] ?? 0) + count
    })
  }
  const good = sum(by_link.map((link) => link.good))
  return {
    good,
    total: sum(by_link.map((link) => link.total)),
    breakdown,
    quantiles_ms,
    by_link: by_link.sort(linksFirst),
  }
}

function linksFirst(one: Place, other: Place): number {
  if (one.link_id !== '' && other.link_id !== '') return 0
  if (one.link_id !== other.link_id) return one.link_id === '' ? 1 : -1
  return keyOf(one) < keyOf(other) ? -1 : 1
}

function quantilesOf(values: number[]): WindowTruth['quantiles_ms'] {
  const sorted = Float64Array.from(values).sort()
  const at = (quantile: number) => sorted[Math.floor(quantile * (sorted.length - 1))] ?? Number.NaN
  return sorted.length === 0 ? null : { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0)
}
