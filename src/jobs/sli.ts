/** An SLO joined with its SQL: what the jobs compute. Reading one checks its SQL against the engine. */
import { createHash } from 'node:crypto'
import type { Store } from '../clickhouse/store.ts'
import type { SloDefinition } from '../slo/definition.ts'
import { describeStatement } from './describe-statement.ts'
import { lineOfColumn, lineOfComplaint } from './sql-place.ts'

/** An SLO with the text of its SQL file, as the command line found it. */
export interface SloWithSql {
  readonly slo: SloDefinition
  /** Where the SQL lies, for messages. */
  readonly sql_path: string
  readonly sql: string
}

export interface Sli extends SloWithSql {
  readonly optional: ReadonlySet<OptionalColumn>
  /** Of everything that decides the tiers; another one starts them anew. */
  readonly checksum: string
}

/** Columns an SLI may leave out. */
const optionalColumns = [
  'excluded_good',
  'excluded_total',
  'pending',
  'breakdown',
  'measures',
  'sketch',
  'durations_ms',
] as const
export type OptionalColumn = (typeof optionalColumns)[number]

/** The SLI contract: what each column must be (DESIGN.md, SLI contract). */
const CONTRACT: Readonly<Record<string, { type: RegExp; optional: boolean }>> = {
  minute: { type: /^DateTime(\('UTC'\))?$/, optional: false },
  source_account: { type: /String/, optional: false },
  target_account: { type: /String/, optional: false },
  role: { type: /String/, optional: false },
  good: { type: /^UInt\d+$/, optional: false },
  total: { type: /^UInt\d+$/, optional: false },
  excluded: { type: /^UInt\d+$/, optional: false },
  // Of what exclusions cover: what would count without them.
  excluded_good: { type: /^UInt\d+$/, optional: true },
  excluded_total: { type: /^UInt\d+$/, optional: true },
  pending: { type: /^UInt\d+$/, optional: true },
  sketch: {
    type: /^AggregateFunction\(quantilesDD\(0\.01, 0\.5, 0\.95, 0\.99, 1\), Float64\)$/,
    optional: true,
  },
  // The same as a sketch, and cheaper where a minute of a link holds few: the sketch is made of them by the minute.
  durations_ms: { type: /^Array\(Float64\)$/, optional: true },
  breakdown: { type: /^Map\((LowCardinality\()?String\)?, UInt64\)$/, optional: true },
  measures: { type: /^Map\((LowCardinality\()?String\)?, Decimal\(38, 12\)\)$/, optional: true },
}

/** Checks every SLO's SQL; the sound ones can be measured whatever is wrong with the others. */
export async function checkSlis(
  store: Store,
  documents: readonly SloWithSql[],
): Promise<{ slis: Sli[]; problems: string[] }> {
  const checked = await Promise.all(documents.map((document) => checkSli(store, document)))
  return {
    slis: checked.flatMap((result) => (result.ok ? [result.sli] : [])),
    problems: checked.flatMap((result) => (result.ok ? [] : result.problems)),
  }
}

async function checkSli(
  store: Store,
  document: SloWithSql,
): Promise<{ ok: true; sli: Sli } | { ok: false; problems: string[] }> {
  const { sql, sql_path } = document
  const described = await describeStatement(store, { sql, slo: document.slo.name, what: 'an indicator' })
  if (!described.ok) {
    return {
      ok: false,
      problems: [`${sql_path}:${lineOfComplaint(sql, described.reason)}: ${described.reason}`],
    }
  }
  const problems = Object.entries(CONTRACT).flatMap(([column, { type, optional }]) => {
    const found = described.columns.get(column)
    const at = `${sql_path}:${lineOfColumn(sql, column)}`
    if (found === undefined) return optional ? [] : [`${at}: the column ${column} is missing`]
    return type.test(found) ? [] : [`${at}: the column ${column} is a ${found}`]
  })
  if (problems.length > 0) return { ok: false, problems }
  const optional = new Set(optionalColumns.filter((column) => described.columns.has(column)))
  return { ok: true, sli: { ...document, optional, checksum: checksumOf(document) } }
}

function checksumOf({ slo, sql }: SloWithSql): string {
  return createHash('sha256').update(slo.checksum).update(sql).digest('hex')
}
