/** The statement that computes an SLI's minutes and links: its SQL set into ours (sql/jobs/compute-range.sql). */
import { readSql } from '../clickhouse/sql-file.ts'
import type { OptionalColumn, Sli } from './sli.ts'

/** How the rows of a minute or link become one, and what stands for a column that the SLI leaves out. */
const SUMS = {
  excluded_good: { sum: 'sum(rows.excluded_good)', none: 'toUInt64(0)' },
  excluded_total: { sum: 'sum(rows.excluded_total)', none: 'toUInt64(0)' },
  pending: { sum: 'sumIf(rows.pending, is_total)', none: 'toUInt64(0)' },
  breakdown: {
    sum: 'sumMapIf(rows.breakdown, is_total)',
    none: "CAST(map(), 'Map(LowCardinality(String), UInt64)')",
  },
  measures: {
    sum: 'sumMapIf(rows.measures, is_total)',
    none: "CAST(map(), 'Map(LowCardinality(String), Decimal(38, 12))')",
  },
} as const satisfies Partial<Record<OptionalColumn, { sum: string; none: string }>>

/** A minute's sketch, from the values of its links or from their own sketches: links themselves have none. */
const SKETCHES = {
  durations_ms: 'quantilesDDStateArray(0.01, 0.5, 0.95, 0.99, 1)(if(is_total, rows.durations_ms, []))',
  sketch: 'quantilesDDMergeState(0.01, 0.5, 0.95, 0.99, 1)(rows.sketch)',
  none: "arrayReduce('quantilesDDState(0.01, 0.5, 0.95, 0.99, 1)', emptyArrayFloat64())",
} as const

/** @param link_tier minute for ranges of which links by the minute are kept, else hour */
export function computeStatement({ sql, optional }: Sli, link_tier: 'minute' | 'hour'): string {
  const sums = Object.entries(SUMS).map(([name, { sum, none }]) => {
    return `${optional.has(name as OptionalColumn) ? sum : none} AS ${name}`
  })
  const [sketch = 'none'] = (['sketch', 'durations_ms'] as const).filter((name) => optional.has(name))
  const parts: Record<string, string> = {
    sli: sql,
    sums: [...sums, `${SKETCHES[sketch]} AS sketch`].join(',\n  '),
    link_tier,
  }
  return readSql('jobs/compute-range').replace(
    /\{\{(\w+)\}\}/g,
    (whole, name: string) => parts[name] ?? whole,
  )
}

/** The statement that gives links which vanished a row of zeros (sql/jobs/zero-links.sql). */
export function zeroLinksStatement(link_tier: 'minute' | 'hour'): string {
  return readSql('jobs/zero-links').replaceAll('{{link_tier}}', link_tier)
}
