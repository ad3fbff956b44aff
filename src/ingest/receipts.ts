/**
 * Receipts: which records of a request or an import were new, and which known before.
 * Asked before a batch's own rows are stored, while no other batch is under way, so the answer is exact
 * for one writer; two writers bringing the same record in the same second may both call it new.
 */

import { tableOf } from '../clickhouse/event-tables.ts'
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { type KindName, kindNames, type TypedEvent } from '../events/kinds.ts'
import type { Rejection } from '../events/source.ts'
import type { Receipt } from './delivery.ts'

/** A receipt that is still being counted. */
export interface Ledger {
  read: number
  stored: number
  duplicates: number
  rejected: number
  readonly rejections: Receipt['rejections'][number][]
}

/** A record's claim to be new: the identities of its events. */
export interface Claim {
  readonly ledger: Ledger
  readonly events: readonly Identity[]
}

interface Identity {
  readonly kind: KindName
  readonly event_id: string
  readonly target_account: string
  /** The minute of its time, in seconds since 1970: with account and id, what makes two tellings one event. */
  readonly minute: number
}

/** More rejections than these are counted, not listed. */
const LISTED_REJECTIONS = 100

export function openLedger(): Ledger {
  return { read: 0, stored: 0, duplicates: 0, rejected: 0, rejections: [] }
}

export function noteRejection(ledger: Ledger, reason: Rejection): void {
  ledger.rejected += 1
  if (ledger.rejections.length < LISTED_REJECTIONS) ledger.rejections.push({ index: ledger.read, ...reason })
}

export function claim(ledger: Ledger, events: readonly TypedEvent[]): Claim {
  return {
    ledger,
    events: events.map(({ kind, row }) => ({
      kind,
      event_id: row.event_id,
      target_account: row.target_account,
      minute: Math.floor(row.time / 60_000) * 60,
    })),
  }
}

/** Counts each claim as new or as a duplicate, in order, so that of two alike in one batch the second is none. */
export async function judgeClaims(store: Store, claims: readonly Claim[]): Promise<void> {
  const known = await knownAmong(
    store,
    claims.flatMap(({ events }) => events),
  )
  for (const { ledger, events } of claims) {
    const keys = events.map(keyOf)
    if (keys.every((key) => known.has(key))) ledger.duplicates += 1
    else ledger.stored += 1
    for (const key of keys) known.add(key)
  }
}

/** The keys of those events that the tables hold. */
async function knownAmong(store: Store, events: readonly Identity[]): Promise<Set<string>> {
  const known = new Set<string>()
  const sql = readSql('queries/known-events')
  for (const kind of kindNames) {
    const ofKind = events.filter((event) => event.kind === kind)
    for (const chunk of chunksByKey(ofKind)) {
      const rows = await store.rows<Omit<Identity, 'kind'>>(sql, {
        table: tableOf(kind),
        ids: chunk.map(({ event_id }) => event_id),
        accounts: [...new Set(chunk.map(({ target_account }) => target_account))],
        minutes: [...new Set(chunk.map(({ minute }) => minute))],
      })
      for (const row of rows) known.add(keyOf({ kind, ...row }))
    }
  }
  return known
}

function keyOf({ kind, minute, target_account, event_id }: Identity): string {
  return JSON.stringify([kind, minute, target_account, event_id])
}

/** Parameters travel in a URL: a question stays well below the 1 MiB a server takes of one. */
const IDS_A_QUESTION = 2_000
const BYTES_A_QUESTION = 65_536

/** Cuts into questions, ordered by the primary key so that each reads a narrow range of the table. */
function* chunksByKey(events: readonly Identity[]): Generator<readonly Identity[]> {
  const ordered = events.toSorted(
    (a, b) => a.minute - b.minute || (a.target_account < b.target_account ? -1 : 1),
  )
  let chunk: Identity[] = []
  let bytes = 0
  for (const event of ordered) {
    const size = Buffer.byteLength(event.event_id)
    if (chunk.length === IDS_A_QUESTION || (chunk.length > 0 && bytes + size > BYTES_A_QUESTION)) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(event)
    bytes += size
  }
  if (chunk.length > 0) yield chunk
}
