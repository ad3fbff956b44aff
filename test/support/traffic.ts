/** Seeded events that put every rule of counting to the test: retries, tokens, records, second tellings, repeats. */
import type { SourceName } from '../../src/events/sources.ts'
import { cloudTrailRecord } from './cloudtrail-record.ts'

/** A record as a source tells it. */
export interface Telling {
  readonly source: SourceName
  readonly record: object
}

export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number
  pick<Item>(items: readonly [Item, ...Item[]]): Item
  shuffle<Item>(items: readonly Item[]): Item[]
}

/** mulberry32: the same numbers for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed
  function below(limit: number): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit)
  }
  return {
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: below(2 ** 32) }))
        .toSorted((one, other) => one.place - other.place)
        .map(({ item }) => item),
  }
}

/** Tellings of what begins within an hour and a half of each start, and ends within three and a half. */
export function traffic(random: Random, starts_ms: readonly number[], calls: number): Telling[] {
  return starts_ms.flatMap((start_ms, index) =>
    Array.from({ length: calls }, (_, call) => callEvents(random, start_ms, `${index}-${call}`)).flat(),
  )
}

/** An exchange of one to three attempts, an action with its token, the action's records: much of it told twice. */
function callEvents(random: Random, start_ms: number, id: string): Telling[] {
  const time = start_ms + random.below(5_400_000)
  const link = {
    source_account: random.pick(['111111111111', '111111111112']),
    target_account: random.pick(['222222222221', '222222222222', '111111111111']),
    role: random.pick(['reader', 'writer']),
  }
  const attempts = Array.from({ length: 1 + random.below(3) }, (_, attempt) => ({
    ...link,
    kind: 'token_issuance',
    event_id: `issuance ${id} ${attempt}`,
    time: time + attempt * random.below(1_200_000),
    request_id: `exchange ${id}`,
    outcome: random.pick(['success', 'throttled', 'auth_error', 'unknown']),
    latency_ms: random.pick([null, -3, 120, 480, 520, 900]),
    token_id: `token ${id}`,
    correlation_id: `corr ${id}`,
  }))
  const action = {
    ...link,
    kind: 'action',
    event_id: `action ${id}`,
    // As audit logs tell it: the caller is the role's own account, unless the issuance says who it was.
    source_account: random.pick([link.source_account, link.target_account, '']),
    time: time + random.below(3_600_000),
    request_id: random.pick([`request ${id}`, `request ${id}`, '']),
    outcome: random.pick(['success', 'success', 'auth_error', 'business_error', 'unknown']),
    token_id: random.pick([`token ${id}`, `token ${id}`, '']),
    correlation_id: random.pick([`corr ${id}`, '', 'another']),
  }
  const records = Array.from({ length: random.below(3) }, (_, copy) => ({
    ...link,
    kind: 'audit',
    event_id: `audit ${id} ${copy}`,
    time: action.time + copy * 1000,
    request_id: action.request_id,
    audit_id: random.pick([`record ${id}`, `record ${id} ${copy}`]),
    delivered_at: action.time + random.pick([1_000, 600_000, 1_200_000]),
  }))
  const events = [...attempts, action, ...records, ...(random.below(4) === 0 ? [action] : [])]
  return [
    ...events.map((record): Telling => ({ source: 'native', record })),
    ...(random.below(2) === 0 ? [toldByCloudTrail(random, action)] : []),
  ]
}

/** The action, or one as like it as can be: what counts is whether it lies within five minutes. */
function toldByCloudTrail(
  random: Random,
  action: { request_id: string; time: number; target_account: string },
): Telling {
  const record = cloudTrailRecord({
    requestID: action.request_id,
    time_ms: action.time + random.pick([0, 0, 240_000, 400_000, -400_000, 3_000_000]),
    source_account: '111111111112',
    target_account: action.target_account,
  })
  return { source: 'cloudtrail', record }
}
