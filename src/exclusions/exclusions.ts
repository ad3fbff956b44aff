/**
 * Adds, lists and cancels exclusions, for the command and for HTTP. The jobs find what was added or cancelled by
 * itself and compute anew what it covers (src/jobs/changes.ts).
 */
import { randomBytes } from 'node:crypto'
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { LinkmeterError } from '../errors.ts'
import { scrubRecord } from '../events/secrets.ts'
import { type ExclusionDraft, type ExclusionKind, readDraft } from './draft.ts'
import { likeOf, patternOf } from './pattern.ts'
import { momentOf } from './span.ts'

/** An exclusion as people read it. Scope that is null covers all; an end that is null is open. */
export interface Exclusion {
  readonly id: string
  readonly state: 'planned' | 'active' | 'ended' | 'cancelled'
  readonly kind: ExclusionKind
  readonly account: string | null
  readonly role: string | null
  readonly principal: string | null
  readonly slo: string | null
  readonly from: string | null
  readonly to: string | null
  readonly author: string
  readonly reason: string
  readonly created_at: string
  readonly cancelled_at: string | null
  readonly cancelled_by: string | null
}

export interface Exclusions {
  /**
   * Writes one; the same one twice is one, so that a request sent again adds no second to cancel.
   * @throws LinkmeterError exclusion_invalid, which tells all that is wrong
   */
  add(written: unknown): Promise<{ readonly exclusion: Exclusion; readonly is_new: boolean }>
  /** In order of their beginning. */
  list(which: { cancelled: boolean }): Promise<Exclusion[]>
  /** Cancels one; again is harmless and keeps the first time. @throws LinkmeterError exclusion_unknown */
  cancel(id: string, by: string | null): Promise<Exclusion>
}

export function createExclusions(options: {
  store: Store
  clock: { now(): number }
  /** The names of all SLOs. */
  slos: readonly string[]
}): Exclusions {
  const { store, clock, slos } = options

  async function stored(id = ''): Promise<Row[]> {
    return store.rows<Row>(readSql('queries/exclusions'), { id })
  }

  async function write(row: Row): Promise<void> {
    await store.insertRows('exclusions', [tableRowOf(row)])
  }

  return {
    add: async (written) => {
      const read = readDraft(written, slos)
      if (!read.ok) throw new LinkmeterError('exclusion_invalid', { problems: read.problems.join('; ') })
      const row = rowOf(read.draft, clock.now())
      const known = (await stored()).find((one) => one.cancelled_ms === null && coversTheSame(one, row))
      if (known === undefined) await write(row)
      return { exclusion: exclusionOf(known ?? row, clock.now()), is_new: known === undefined }
    },
    list: async ({ cancelled }) =>
      (await stored())
        .filter(({ cancelled_ms }) => cancelled || cancelled_ms === null)
        .map((row) => exclusionOf(row, clock.now())),
    cancel: async (id, by) => {
      const [row] = id === '' ? [] : await stored(id)
      if (row === undefined) throw new LinkmeterError('exclusion_unknown', { id })
      if (row.cancelled_ms !== null) return exclusionOf(row, clock.now())
      const cancelled = { ...row, cancelled_ms: clock.now(), cancelled_by: withoutSecrets(by ?? '') }
      await write(cancelled)
      return exclusionOf(cancelled, clock.now())
    },
  }
}

/** As sql/queries/exclusions.sql gives it. */
interface Row {
  readonly exclusion_id: string
  readonly reason_kind: ExclusionKind
  readonly account: string
  readonly role: string
  /** A LIKE pattern. */
  readonly principal: string
  readonly slo: string
  readonly starts_ms: number
  readonly ends_ms: number
  readonly author: string
  readonly reason: string
  readonly created_ms: number
  readonly cancelled_ms: number | null
  readonly cancelled_by: string
}

function rowOf(draft: ExclusionDraft, now_ms: number): Row {
  return {
    exclusion_id: randomBytes(6).toString('hex'),
    reason_kind: draft.kind,
    account: draft.account ?? '',
    role: draft.role ?? '',
    principal: draft.principal === null ? '' : likeOf(draft.principal),
    slo: draft.slo ?? '',
    starts_ms: draft.from_ms,
    ends_ms: draft.to_ms,
    author: withoutSecrets(draft.author),
    reason: withoutSecrets(draft.reason),
    created_ms: now_ms,
    cancelled_ms: null,
    cancelled_by: '',
  }
}

function coversTheSame(one: Row, other: Row): boolean {
  const covered = ({ reason_kind, account, role, principal, slo, starts_ms, ends_ms }: Row) =>
    JSON.stringify([reason_kind, account, role, principal, slo, starts_ms, ends_ms])
  return covered(one) === covered(other)
}

function tableRowOf({ starts_ms, ends_ms, created_ms, cancelled_ms, ...row }: Row): object {
  const iso = (at_ms: number) => new Date(at_ms).toISOString()
  return {
    ...row,
    starts_at: iso(starts_ms),
    ends_at: iso(ends_ms),
    created_at: iso(created_ms),
    cancelled_at: cancelled_ms === null ? null : iso(cancelled_ms),
  }
}

function exclusionOf(row: Row, now_ms: number): Exclusion {
  return {
    id: row.exclusion_id,
    state: stateOf(row, now_ms),
    kind: row.reason_kind,
    account: row.account || null,
    role: row.role || null,
    principal: row.principal === '' ? null : patternOf(row.principal),
    slo: row.slo || null,
    from: momentOf(row.starts_ms),
    to: momentOf(row.ends_ms),
    author: row.author,
    reason: row.reason,
    created_at: new Date(row.created_ms).toISOString(),
    cancelled_at: row.cancelled_ms === null ? null : new Date(row.cancelled_ms).toISOString(),
    cancelled_by: row.cancelled_by || null,
  }
}

function stateOf({ cancelled_ms, starts_ms, ends_ms }: Row, now_ms: number): Exclusion['state'] {
  if (cancelled_ms !== null) return 'cancelled'
  if (starts_ms > now_ms) return 'planned'
  return ends_ms > now_ms ? 'active' : 'ended'
}

/** People paste: a token in a reason must not reach the table. */
function withoutSecrets(text: string): string {
  return String(scrubRecord(text))
}
