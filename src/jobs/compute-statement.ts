/** The statement that computes an SLI's minutes and links: its SQL set into ours (sql/jobs/compute-range.sql). */
import { readSql } from '../clickhouse/sql-file.ts'
import { type OptionalColumn, optionalColumns, type Sli } from './sli.ts'

/** What stands for a column that the SLI leaves out. */
const EMPTY: Readonly<Record<OptionalColumn, string>> = {
  excluded_good: 'toUInt64(0) AS excluded_good',
  excluded_total: 'toUInt64(0) AS excluded_total',
  pending: 'toUInt64(0) AS pending',
  breakdown: "CAST(map(), 'Map(String, UInt64)') AS breakdown",
  measures: "CAST(map(), 'Map(String, Decimal(38, 12))') AS measures",
  sketch: "arrayReduce('quantilesDDStateIf(0.01, 0.5, 0.95, 0.99, 1)', [0.], [0]) AS sketch",
  durations_ms: "CAST([], 'Array(Float64)') AS durations_ms",
}

/** A minute's sketch, from the values of its links or from their own sketches: links themselves have none. */
const SKETCH = {
  of_values: 'quantilesDDStateArray(0.01, 0.5, 0.95, 0.99, 1)(if(is_total, rows.durations_ms, []))',
  of_sketches: 'quantilesDDMergeState(0.01, 0.5, 0.95, 0.99, 1)(rows.sketch)',
}

/** @param link_tier minute for ranges of which links by the minute are kept, else hour */
export function computeStatement(sli: Sli, link_tier: 'minute' | 'hour'): string {
  const parts: Record<string, string> = {
    sli: sli.sql,
    columns: optionalColumns.map((name) => (sli.optional.has(name) ? name : EMPTY[name])).join(', '),
    sketch: sli.optional.has('sketch') ? SKETCH.of_sketches : SKETCH.of_values,
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
