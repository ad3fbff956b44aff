/** SLOs that count the same and have the same to compute: one reading of the events serves them all. */
import { type Range, secondsOf } from './ranges.ts'
import type { Sli } from './sli.ts'

export interface Work {
  readonly sli: Sli
  readonly ranges: readonly Range[]
}

export interface Family {
  /** Computed for all of them. */
  readonly sli: Sli
  readonly slos: readonly string[]
  readonly ranges: readonly Range[]
}

/**
 * Those with most to compute first: what takes longest is not left for the end, when nothing runs beside it.
 * @param scoped SLOs that an exclusion names: they count otherwise than their twins
 */
export function familiesOf(works: readonly Work[], scoped: ReadonlySet<string>): Family[] {
  const families = new Map<string, Family & { readonly slos: string[] }>()
  for (const { sli, ranges } of works) {
    if (ranges.length === 0) continue
    const { name } = sli.slo
    const key = JSON.stringify([sli.checksum, ranges, scoped.has(name) ? name : ''])
    const family = families.get(key) ?? { sli, slos: [], ranges }
    family.slos.push(name)
    families.set(key, family)
  }
  return [...families.values()].toSorted((one, other) => secondsOf(other.ranges) - secondsOf(one.ranges))
}
