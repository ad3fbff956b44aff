/** Changes of alerts for a webhook, in the shape of Alertmanager's own (version 4), so that receivers made for it work. */
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { fingerprint } from './fingerprint.ts'
import { iso, labelsOf, type Raised, withoutEmpty } from './raised.ts'

/** @see https://prometheus.io/docs/alerting/0.25/configuration/#webhook_config */
export interface WebhookMessage {
  readonly version: '4'
  readonly groupKey: string
  readonly truncatedAlerts: 0
  readonly status: Status
  readonly receiver: 'linkmeter'
  readonly groupLabels: Texts
  readonly commonLabels: Texts
  readonly commonAnnotations: Texts
  readonly externalURL: ''
  readonly alerts: readonly WebhookAlert[]
}

type Status = 'firing' | 'resolved'
type Texts = Readonly<Record<string, string>>

interface WebhookAlert {
  readonly status: Status
  readonly labels: Texts
  readonly annotations: Texts
  readonly startsAt: string
  readonly endsAt: string
  readonly generatorURL: ''
  readonly fingerprint: string
}

/** A receiver never told anything hears what fires, and what changed in the last hour. */
const NEW_RECEIVER_MS = 3_600_000
/** The most alerts of one message. */
const BATCH = 100

/** What it has not been told, oldest first. @throws StoreFailure */
export async function untoldChanges(store: Store, receiver: string, now_ms: number): Promise<Raised[]> {
  return store.rows<Raised>(readSql('queries/untold-changes'), {
    receiver,
    new_after_ms: now_ms - NEW_RECEIVER_MS,
  })
}

/** Notes that a receiver took some changes. @throws StoreFailure */
export async function noteTold(
  store: Store,
  receiver: string,
  told: readonly Raised[],
  now_ms: number,
): Promise<void> {
  await store.insertRows(
    'alert_deliveries',
    told.map(({ origin, alert, subject, decided_at_ms }) => ({
      ...{ receiver, origin, alert, subject },
      decided_at: iso(decided_at_ms),
      delivered_at: iso(now_ms),
    })),
  )
}

/**
 * Changes in the groups of one message each: one alert of one SLO (or without one), one way, an alert at most once.
 * In the order to be sent: where an alert began and ended, its end is in a later group.
 */
export function changeGroups(changes: readonly Raised[]): Raised[][] {
  const seen = new Map<string, number>()
  const groups = new Map<string, Raised[]>()
  for (const change of changes) {
    const { origin, alert, subject, firing, labels } = change
    const key = JSON.stringify([origin, alert, subject])
    const round = seen.get(key) ?? 0
    seen.set(key, round + 1)
    const group = JSON.stringify([round, alert, labels['slo'] ?? '', firing])
    groups.set(group, [...(groups.get(group) ?? []), change])
  }
  return [...groups]
    .toSorted(([one], [other]) => roundOf(one) - roundOf(other))
    .flatMap(([, group]) =>
      Array.from({ length: Math.ceil(group.length / BATCH) }, (_, index) =>
        group.slice(index * BATCH, (index + 1) * BATCH),
      ),
    )
}

function roundOf(group: string): number {
  return Number(/\d+/.exec(group)?.[0])
}

/** One group's message. */
export function webhookMessage(changes: readonly Raised[]): WebhookMessage {
  const alerts = changes.map(webhookAlert)
  const commonLabels = common(alerts.map(({ labels }) => labels))
  const groupLabels = Object.fromEntries(
    ['alertname', 'slo'].flatMap((name) => {
      const value = commonLabels[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const matchers = Object.entries(groupLabels).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return {
    version: '4',
    groupKey: `{}:{${matchers.join(', ')}}`,
    truncatedAlerts: 0,
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    receiver: 'linkmeter',
    groupLabels,
    commonLabels,
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    externalURL: '',
    alerts,
  }
}

/** What Alertmanager writes for an end that is not known. */
const NO_END = '0001-01-01T00:00:00Z'

function webhookAlert(raised: Raised): WebhookAlert {
  const labels = labelsOf(raised)
  return {
    status: raised.firing ? 'firing' : 'resolved',
    labels,
    annotations: withoutEmpty(raised.annotations),
    startsAt: iso(raised.since_ms),
    endsAt: raised.firing ? NO_END : iso(raised.since_ms),
    generatorURL: '',
    fingerprint: fingerprint(labels),
  }
}

function common(texts: readonly Texts[]): Texts {
  const [first = {}, ...others] = texts
  return Object.fromEntries(
    Object.entries(first).filter(([name, text]) => others.every((other) => other[name] === text)),
  )
}
