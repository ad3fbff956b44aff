/** What tells a run of the jobs which SLIs have something to compute: read once for all of them. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import type { Sli } from './sli.ts'
import { waitingFrom } from './under-way.ts'

export interface Clues {
  /** By the clock that stamps marks: the version of all rows written in this run. */
  readonly now_s: number
  /** Up to when every insert has surely ended. */
  readonly settled_s: number
  /** Up to when changes were looked at, by SLO; null when the tiers are not this definition's. */
  readonly since_s: ReadonlyMap<string, number | null>
  readonly marks: readonly Mark[]
  readonly exclusions: readonly ChangedExclusion[]
  /** The SLOs that exclusions name: what they count is theirs alone. */
  readonly scoped: ReadonlySet<string>
  /** The newest event of each kind that ever came. */
  readonly newest_s: ReadonlyMap<string, number>
}

interface Mark {
  readonly kind: string
  readonly minute_s: number
  readonly marked_s: number
}

interface ChangedExclusion {
  /** Empty: every SLO. */
  readonly slo: string
  readonly from_s: number
  readonly to_s: number
  readonly changed_s: number
}

/** @throws StoreFailure */
export async function readClues(store: Store, slis: readonly Sli[]): Promise<Clues> {
  // The clock first: what is read after it may be newer than the version, never older.
  const [clock] = await store.rows<{ now_s: number; settled_s: number }>(readSql('jobs/database-clock'))
  if (clock === undefined) throw new Error('the database told no time')
  const inputs = [...new Set(slis.flatMap(({ slo }) => slo.inputs))]
  const [since_s, newest, scoped] = await Promise.all([
    progressOf(store, slis),
    store.rows<{ kind: string; newest_s: number }>(readSql('jobs/newest-events'), { kinds: inputs }),
    store.rows<{ slo: string }>(readSql('jobs/scoped-slos')),
  ])
  const known = [...since_s.values()].filter((since) => since !== null)
  const since = Math.min(...known)
  const isAnyKnown = known.length > 0
  const [marks, exclusions] = await Promise.all([
    isAnyKnown
      ? store.rows<Mark>(readSql('jobs/dirty-minutes'), { kinds: inputs, since, waiting: waitingFrom(since) })
      : [],
    isAnyKnown ? store.rows<ChangedExclusion>(readSql('jobs/changed-exclusions'), { since }) : [],
  ])
  return {
    ...clock,
    since_s,
    marks,
    exclusions,
    scoped: new Set(scoped.map(({ slo }) => slo)),
    newest_s: new Map(newest.map(({ kind, newest_s }) => [kind, newest_s])),
  }
}

async function progressOf(store: Store, slis: readonly Sli[]): Promise<Map<string, number | null>> {
  const rows = await store.rows<{ slo: string; checksum: string; computed_s: number }>(
    readSql('jobs/progress'),
    { slos: slis.map(({ slo }) => slo.name) },
  )
  const progress = new Map(rows.map((row) => [row.slo, row]))
  return new Map(
    slis.map(({ slo, checksum }) => {
      const found = progress.get(slo.name)
      return [slo.name, found?.checksum === checksum ? found.computed_s : null]
    }),
  )
}
