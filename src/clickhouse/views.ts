/** The views people and indicators read: those of every kind, made from shared templates, and those of their own. */
import { kinds } from '../events/kinds.ts'
import type { SourceDefinition } from '../events/source.ts'
import type { ViewText } from './migrations.ts'
import { listSql, readSql } from './sql-file.ts'

/** Every view, in an order in which each finds those it reads. */
export function allViews(sources: readonly SourceDefinition[]): ViewText[] {
  const fragments = sourceFragments(sources)
  return [...eventViews(fragments), ...ownViews('indicators', fragments), ...ownViews('analysts', fragments)]
}

/** Views with a file of their own in a folder of `sql/views/`; the number before a name gives their order. */
function ownViews(folder: string, fragments: Record<string, string>): ViewText[] {
  return listSql(`views/${folder}`).map((file) => ({
    name: file.replace(/^\d+-/, ''),
    sql: insert(readSql(`views/${folder}/${file}`), fragments),
  }))
}

/**
 * The views of every kind: the plural (each event once) and `counted_<plural>` (what indicators read).
 * A kind with rules of its own has a file `sql/views/counted_<plural>.sql`; the others share one.
 */
function eventViews(fragments: Record<string, string>): ViewText[] {
  const own = new Set(listSql('views'))
  return Object.values(kinds).flatMap(({ plural }) => {
    const counted = `counted_${plural}`
    return [
      { name: plural, sql: insert(readSql('views/kind'), { plural }) },
      {
        name: counted,
        sql: insert(readSql(own.has(counted) ? `views/${counted}` : 'views/counted'), {
          plural,
          ...fragments,
        }),
      },
    ]
  })
}

/** What the views must know of sources: who tells second-hand, in which order of trust, who can correlate. */
function sourceFragments(sources: readonly SourceDefinition[]): Record<string, string> {
  const auditLogs = sources.filter((source) => source.is_audit_log).map((source) => source.source)
  const correlating = sources.filter((source) => source.carries_correlation_id).map((source) => source.source)
  const ranks = auditLogs.map((_, index) => index + 1)
  return {
    audit_log_sources: list(auditLogs),
    correlating_sources: list(correlating),
    source_rank: `transform(toString(source), [${list(auditLogs)}], [${ranks.join(', ')}], 0)`,
    is_excluded: readSql('views/is-excluded').trim(),
  }
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ')
}

/** Fills the fragments known here and leaves the cluster's parts to the migration. */
function insert(sql: string, fragments: Record<string, string>): string {
  return sql.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => fragments[name] ?? whole)
}
