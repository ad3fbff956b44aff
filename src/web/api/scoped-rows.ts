/**
 * Rows of which there are few, such as what failed lately: read once for all accounts and roles, of which each question
 * takes its own. Where they are too many to be kept, it asks for its own.
 */
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Parameters, Store } from '../../clickhouse/store.ts'
import type { ApiSources } from './endpoint.ts'
import type { LinkName } from './link-id.ts'
import type { Reading } from './readings.ts'
import type { Scope } from './slo-standing.ts'

export interface ScopedRows<Row extends object> {
  /** Under `sql/queries/api`; takes account, role ('' for any), from, to and most, how many rows to give. */
  readonly query: string
  readonly parameters?: Parameters
  readonly fresh_ms: number
  /** How far back it looks. */
  readonly seconds: number
  readonly most_shown: number
  /** Whether the query gives a row to who asks for a scope. */
  readonly isOf: (row: Row, scope: Scope) => boolean
}

/** Some hundred kB. */
const MOST_KEPT = 2_000
const EVERYTHING = { account: '', role: '' }

/** @throws StoreFailure */
export async function scopedRows<Row extends object>(
  rows: ScopedRows<Row>,
  scope: Scope,
  { store, readings, clock }: Pick<ApiSources, 'store' | 'readings' | 'clock'>,
): Promise<Row[]> {
  const all = await readings.get(everything(rows))
  if (all.length === MOST_KEPT && (scope.account !== '' || scope.role !== '')) {
    return ask(rows, scope, rows.most_shown, store, clock.now())
  }
  return all.filter((row) => rows.isOf(row, scope)).slice(0, rows.most_shown)
}

function everything<Row extends object>(rows: ScopedRows<Row>): Reading<readonly Row[]> {
  return {
    name: JSON.stringify([rows.query, rows.parameters]),
    fresh_ms: rows.fresh_ms,
    read: ({ store, now_ms }) => ask(rows, EVERYTHING, MOST_KEPT, store, now_ms),
  }
}

function ask<Row extends object>(
  { query, parameters, seconds }: ScopedRows<Row>,
  scope: Scope,
  most: number,
  store: Store,
  now_ms: number,
): Promise<Row[]> {
  const to = Math.ceil(now_ms / 1_000)
  return store.rows<Row>(readSql(`queries/api/${query}`), {
    ...parameters,
    ...scope,
    ...{ from: to - seconds, to, most },
  })
}

/** As the queries have it. */
export function isOfLink(row: LinkName, { account, role }: Scope): boolean {
  const isIn = account === '' || row.source_account === account || row.target_account === account
  return isIn && (role === '' || row.role === role)
}
