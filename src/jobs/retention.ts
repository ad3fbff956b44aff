/**
 * How long tables keep their rows: each class of tables has a setting, and a service that runs the jobs brings the
 * tables in line when it starts. Safe to run twice and in two replicas: what is already so is left alone.
 */
import { tableOf, tablesOf } from '../clickhouse/event-tables.ts'
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { fillTemplate } from '../clickhouse/template.ts'
import { type KindName, kindNames } from '../events/kinds.ts'

export interface Kept {
  readonly count: number
  readonly unit: 'DAY' | 'YEAR'
}

/** What each setting LINKMETER_RETENTION_… governs. */
export type RetentionClass =
  | 'events'
  | 'inventory'
  | 'audit'
  | 'revocation'
  | 'policy_change'
  | 'link_lifecycle'
  | 'results'
  | 'dead_letters'

export type Retention = Readonly<Record<RetentionClass, Kept>>

export interface RetentionChange {
  readonly table: string
  readonly from: Kept
  readonly to: Kept
}

/** Brings every table to what the settings say and gives what it changed. @throws StoreFailure */
export async function applyRetention(
  store: Store,
  options: { retention: Retention; cluster: string | null },
): Promise<RetentionChange[]> {
  const { retention, cluster } = options
  const present = await presentTtls(store, cluster)
  const changes: RetentionChange[] = []
  for (const [table, retentionClass] of governed) {
    const ttl = present.get(table)
    const to = retention[retentionClass]
    // Somebody took it off: that is theirs to say.
    if (ttl === undefined || isSame(ttl.kept, to)) continue
    const change = { table, from: ttl.kept, to }
    // Noted first: what was forgotten until now stays forgotten, however long the table keeps its rows from now on.
    await store.run(readSql('jobs/note-retention'), { table, kept_s: secondsOf(ttl.kept) })
    await store.run(keepStatement(change, ttl.since, cluster))
    changes.push(change)
  }
  return changes
}

/**
 * For how long the events of some kinds are surely all there, in seconds: what the shortest of their tables keeps,
 * less where it was shorter until a while ago. @throws StoreFailure
 */
export async function retainedSeconds(store: Store, inputs: readonly string[]): Promise<number> {
  const [row] = await store.rows<{ retained_s: number }>(readSql('jobs/retained'), {
    tables: tablesOf(inputs),
  })
  return row?.retained_s ?? 0
}

/** Kinds with a class of their own; every other kind's events are of the class `events`. */
const classOfKind: Partial<Record<KindName, RetentionClass>> = {
  audit: 'audit',
  revocation: 'revocation',
  policy_change: 'policy_change',
  link_lifecycle: 'link_lifecycle',
  account: 'inventory',
  access_key: 'inventory',
  finding: 'inventory',
  // Bills are held against those of eight weeks before them, and told up to 40 days late (A4).
  cost_sample: 'inventory',
  // An incident may stay open for months (A10).
  incident: 'inventory',
}

/** Every table a setting governs. The others are the program's own bookkeeping. */
export const governed: ReadonlyMap<string, RetentionClass> = new Map<string, RetentionClass>([
  ...kindNames.map((kind): [string, RetentionClass] => [tableOf(kind), classOfKind[kind] ?? 'events']),
  ['tokens', 'events'],
  ['link_tokens', 'events'],
  ['target_days', 'events'],
  ['failed_attempts', 'events'],
  ['link_minutes', 'events'],
  ['link_audit_minutes', 'audit'],
  ['trace_minutes', 'events'],
  ['audit_trace_minutes', 'audit'],
  ['link_uses', 'inventory'],
  ['link_traits', 'inventory'],
  ['dead_letters', 'dead_letters'],
  ['slo_totals_minute', 'results'],
  ['slo_totals_hour', 'results'],
  ['slo_links_hour', 'results'],
  ['slo_links_day', 'results'],
  ['slo_evaluations', 'results'],
  ['slo_alerts', 'results'],
  ['alert_deliveries', 'results'],
  ['raised_alerts', 'results'],
  ['slo_link_status', 'results'],
])

const DAY_S = 86_400

/** A year counts 365 days, so that nothing is believed to be kept longer than it is. */
function secondsOf({ count, unit }: Kept): number {
  return count * (unit === 'DAY' ? 1 : 365) * DAY_S
}

function isSame(one: Kept, other: Kept): boolean {
  return one.count === other.count && one.unit === other.unit
}

interface Ttl {
  /** The column from which it counts, as the table has it. */
  readonly since: string
  readonly kept: Kept
}

async function presentTtls(store: Store, cluster: string | null): Promise<Map<string, Ttl>> {
  const rows = await store.rows<{ name: string; since: string; count: number; unit: string }>(
    readSql('jobs/present-ttls'),
  )
  const suffix = cluster === null ? '' : '_local'
  return new Map(
    rows
      .filter(({ name }) => name.endsWith(suffix))
      .map(({ name, since, count, unit }) => [
        name.slice(0, name.length - suffix.length),
        { since, kept: { count, unit: unit === 'Year' ? 'YEAR' : 'DAY' } },
      ]),
  )
}

function keepStatement({ table, to }: RetentionChange, since: string, cluster: string | null): string {
  return fillTemplate(
    readSql('jobs/keep-for').replace('TABLE_NAME', () => table),
    {
      cluster,
      fragments: { since, count: String(to.count), unit: to.unit },
    },
  )
}
