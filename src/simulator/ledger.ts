/**
 * The verdicts on one SLO, to be counted over any window.
 * Kept as one number a verdict (minute, link and verdict packed), so that a million take a few MB.
 */
import { type Link, linkAt, type World } from './world.ts'

interface Counts {
  readonly good: number
  readonly total: number
}

interface LinkCounts extends Counts, Pick<Link, 'link_id' | 'source_account' | 'role' | 'target_account'> {}

export interface WindowTruth extends Counts {
  /** M1: attempts and each error_type. M2: clock_skew. M3: each outcome that is not success. */
  readonly breakdown: Readonly<Record<string, number>>
  /** M2 only: of the latencies that count, exact, the value at rank ⌊q × (n − 1)⌋; null without any. */
  readonly quantiles_ms: { readonly p50: number; readonly p95: number; readonly p99: number } | null
  /** Links with a total above 0, in the order of the world's links. */
  readonly by_link: readonly LinkCounts[]
}

/** The verdict on one thing: `good` and `bad` count; anything else only goes to the breakdown. */
export type Verdict = 'good' | 'bad' | (string & {})

interface Ledger {
  add(time_ms: number, link: Link, verdict: Verdict, value?: number): void
  between(from: number, to: number): WindowTruth
}

/** More than the verdicts there are. */
const VERDICTS = 64

export function createLedger(world: World): Ledger {
  const verdicts: Verdict[] = ['good', 'bad']
  const codes: number[] = []
  const values: { readonly minute: number; readonly value: number }[] = []
  return {
    add(time_ms, link, verdict, value) {
      const minute = Math.floor(time_ms / 60_000)
      const known = verdicts.indexOf(verdict)
      const index = known === -1 ? verdicts.push(verdict) - 1 : known
      codes.push((minute * world.links.length + link.index) * VERDICTS + index)
      if (value !== undefined) values.push({ minute, value })
    },
    between(from, to) {
      const first = Math.ceil(from / 60_000)
      const end = Math.ceil(to / 60_000)
      const perMinute = world.links.length * VERDICTS
      const counts = new Float64Array(perMinute)
      for (const code of codes) {
        if (code >= first * perMinute && code < end * perMinute)
          counts[code % perMinute] = (counts[code % perMinute] ?? 0) + 1
      }
      const latencies = values
        .filter(({ minute }) => minute >= first && minute < end)
        .map(({ value }) => value)
      return summarise(world, verdicts, counts, quantilesOf(latencies))
    },
  }
}

function summarise(
  world: World,
  verdicts: readonly Verdict[],
  counts: Float64Array,
  quantiles_ms: WindowTruth['quantiles_ms'],
): WindowTruth {
  const by_link: LinkCounts[] = []
  const breakdown: Record<string, number> = {}
  for (let index = 0; index < world.links.length; index++) {
    const { link_id, source_account, role, target_account } = linkAt(world, index)
    const [good = 0, bad = 0, ...others] = counts.subarray(index * VERDICTS, (index + 1) * VERDICTS)
    if (good + bad > 0)
      by_link.push({ link_id, source_account, role, target_account, good, total: good + bad })
    verdicts.slice(2).forEach((verdict, other) => {
      const count = others[other] ?? 0
      if (count > 0) breakdown[verdict] = (breakdown[verdict] ?? 0) + count
    })
  }
  const good = sum(by_link.map((link) => link.good))
  return { good, total: sum(by_link.map((link) => link.total)), breakdown, quantiles_ms, by_link }
}

function quantilesOf(values: number[]): WindowTruth['quantiles_ms'] {
  const sorted = Float64Array.from(values).sort()
  const at = (quantile: number) => sorted[Math.floor(quantile * (sorted.length - 1))] ?? Number.NaN
  return sorted.length === 0 ? null : { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0)
}
