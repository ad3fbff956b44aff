/** A detection joined with its SQL, checked against the engine. */
import type { Store } from '../clickhouse/store.ts'
import type { Detection } from '../slo/detections/definition.ts'
import { describeStatement } from './describe-statement.ts'
import { lineOfColumn, lineOfComplaint } from './sql-place.ts'

export interface DetectionWithSql {
  readonly detection: Detection
  /** Where the SQL lies, for messages. */
  readonly sql_path: string
  readonly sql: string
}

/** What each column must be (docs/detections.md); labels are texts, too. */
const CONTRACT: Readonly<Record<string, RegExp>> = {
  subject: /^(LowCardinality\()?String\)?$/,
  at: /^DateTime(64)?\b/,
  summary: /^(LowCardinality\()?String\)?$/,
}

/** Checks the SQL of each; the sound ones work whatever is wrong with the others. @throws StoreFailure */
export async function checkDetections(
  store: Store,
  documents: readonly DetectionWithSql[],
): Promise<{ detections: DetectionWithSql[]; problems: string[] }> {
  const detections: DetectionWithSql[] = []
  const problems: string[] = []
  for (const document of documents) {
    const found = await problemsOf(store, document)
    problems.push(...found)
    if (found.length === 0) detections.push(document)
  }
  return { detections, problems }
}

async function problemsOf(store: Store, { detection, sql, sql_path }: DetectionWithSql): Promise<string[]> {
  const described = await describeStatement(store, { sql, slo: '', what: 'a detection' })
  if (!described.ok) return [`${sql_path}:${lineOfComplaint(sql, described.reason)}: ${described.reason}`]
  const labels = detection.labels.map((label): [string, RegExp] => [label, /String/])
  return [...Object.entries(CONTRACT), ...labels].flatMap(([column, type]) => {
    const found = described.columns.get(column)
    if (found !== undefined && type.test(found)) return []
    const problem =
      found === undefined ? `the column ${column} is missing` : `the column ${column} is a ${found}`
    return [`${sql_path}:${lineOfColumn(sql, column)}: ${problem}`]
  })
}
