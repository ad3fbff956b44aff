/** What fires and what ended lately, for Alertmanager's API: told again each time, so that it may forget. */
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { iso, labelsOf, type Raised, withoutEmpty } from './raised.ts'

/** @see https://github.com/prometheus/alertmanager/blob/v0.25.0/api/v2/openapi.yaml postableAlert */
export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
}

/** What fires is told each minute: should linkmeter be down, it ends after this. */
const FIRES_ON_MS = 5 * 60_000
/** Long enough for an Alertmanager that was away for a while to hear of the end. */
const ENDED_TOLD_MS = 15 * 60_000
const BATCH = 250

/** In batches of one request each. @throws StoreFailure */
export async function alertmanagerBatches(store: Store, now_ms: number): Promise<PostableAlert[][]> {
  const raised = await store.rows<Raised>(readSql('queries/raised-alerts'), {
    ended_after_ms: now_ms - ENDED_TOLD_MS,
  })
  const alerts = raised.map((alert) => postable(alert, now_ms))
  return Array.from({ length: Math.ceil(alerts.length / BATCH) }, (_, index) =>
    alerts.slice(index * BATCH, (index + 1) * BATCH),
  )
}

/** Without its start an ended alert is one that began when it ended: Alertmanager keeps the start it knows. */
function postable(raised: Raised, now_ms: number): PostableAlert {
  const { firing, since_ms, annotations } = raised
  return {
    labels: labelsOf(raised),
    annotations: withoutEmpty(annotations),
    startsAt: iso(since_ms),
    endsAt: iso(firing ? now_ms + FIRES_ON_MS : since_ms),
  }
}
