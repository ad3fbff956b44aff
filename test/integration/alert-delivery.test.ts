/** Raised alerts reach a real Alertmanager and a webhook: told again, ended, and kept through restarts and failures. */
import { Registry } from 'prom-client'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createDelivery } from '../../src/jobs/delivery/deliver.ts'
import { deliveryMetrics } from '../../src/jobs/delivery/metrics.ts'
import { alertmanagerAt, webhookAt } from '../../src/jobs/delivery/receivers.ts'
import type { WebhookMessage } from '../../src/jobs/delivery/webhook.ts'
import { type Alertmanager, startAlertmanager } from '../support/alertmanager.ts'
import { type HttpReceiver, startHttpReceiver } from '../support/http-receiver.ts'
import { type Migrated, openMigrated } from '../support/migrated.ts'
import { quietLogger } from '../support/web.ts'

let migrated: Migrated
let alertmanager: Alertmanager
const receivers: HttpReceiver[] = []

beforeAll(async () => {
  migrated = await openMigrated()
  alertmanager = await startAlertmanager()
})
beforeEach(async () => {
  for (const table of ['raised_alerts', 'alert_deliveries']) {
    await migrated.store.run(`TRUNCATE TABLE ${table}`)
  }
  await alertmanager.restart({ forgetting: true })
})
afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.stop()
})
afterAll(async () => {
  await alertmanager.stop()
  await migrated.close()
})

async function receiver(answer?: HttpReceiver['answer']): Promise<HttpReceiver> {
  const started = await startHttpReceiver(answer)
  receivers.push(started)
  return started
}

const MINUTE_MS = 60_000
const now = Date.now()

/** A link's alert that began or ended so many minutes ago. */
function raise(subject: string, firing: boolean, minutes_ago: number, more: object = {}): Promise<void> {
  const at = new Date(now - minutes_ago * MINUTE_MS).toISOString()
  return migrated.store.insertRows('raised_alerts', [
    {
      ...{ origin: 'link', alert: 'LinkBudgetBurns', subject, severity: 'page', firing },
      ...{ decided_at: at, since: at, reason: 'burns 20 times too fast' },
      labels: { slo: 'm03-action-success', tier: 'link', role: subject, target_account: '' },
      annotations: { summary: `${subject}: burns 20 times too fast` },
      ...more,
    },
  ])
}

/** A replica that has just started. */
function replica({ alertmanagers = [] as string[], webhook = null as string | null }) {
  const registry = new Registry()
  const { logger, log } = quietLogger()
  const delivery = createDelivery({
    store: migrated.store,
    alertmanagers: alertmanagers.map(alertmanagerAt),
    webhook: webhook === null ? null : webhookAt(webhook),
    clock: Date.now,
    logger,
    metrics: deliveryMetrics(registry),
    limits: { timeout_ms: 300, tries: 2, pause_ms: 10 },
  })
  return {
    run: delivery.run,
    stop: delivery.stop,
    said: async () => `${await registry.metrics()}\n${JSON.stringify(log)}`,
  }
}

async function shown(): Promise<string[]> {
  const alerts = await alertmanager.alerts()
  return alerts
    .map(({ labels }) => `${labels['alertname']} ${labels['severity']} ${labels['role']}`)
    .toSorted()
}

const name = (url: string) => new URL(url).host

test('what fires is shown once, however often and by however many replicas it is told, with its texts', async () => {
  await raise('reader', true, 10)
  await raise('writer', true, 5)
  const [one, other] = [
    replica({ alertmanagers: [alertmanager.url] }),
    replica({ alertmanagers: [alertmanager.url] }),
  ]
  await one.run()
  await other.run()
  await one.run()
  expect(await shown()).toEqual(['LinkBudgetBurns page reader', 'LinkBudgetBurns page writer'])
  const reader = (await alertmanager.alerts()).find(({ labels }) => labels['role'] === 'reader')
  expect(reader).toMatchObject({
    labels: { slo: 'm03-action-success', tier: 'link' },
    annotations: { summary: 'reader: burns 20 times too fast' },
    startsAt: new Date(now - 10 * MINUTE_MS).toISOString(),
  })
  // Alive for a while after the last telling, so that a restart of linkmeter ends nothing.
  expect(Date.parse(reader!.endsAt) - Date.now()).toBeGreaterThan(4 * MINUTE_MS)
})

test('what is over ends there', async () => {
  await raise('reader', true, 10)
  const { run } = replica({ alertmanagers: [alertmanager.url] })
  await run()
  await raise('reader', false, 0.01)
  await run()
  expect(await shown()).toEqual([])
})

test('the end of long ago is told no more', async () => {
  await raise('reader', true, 30)
  await raise('reader', false, 16)
  const stub = await receiver()
  await replica({ alertmanagers: [stub.url] }).run()
  expect(stub.taken).toEqual([])
})

test('an Alertmanager that forgot everything knows it again after the next run', async () => {
  await raise('reader', true, 600)
  await replica({ alertmanagers: [alertmanager.url] }).run()
  await alertmanager.restart({ forgetting: true })
  expect(await shown()).toEqual([])
  // Of a linkmeter that has been restarted, too.
  await replica({ alertmanagers: [alertmanager.url] }).run()
  expect(await shown()).toEqual(['LinkBudgetBurns page reader'])
})

test.each([
  ['slow', 'never', 'timeout'],
  ['refusing with 400', 400, 'refused'],
  ['refusing with 500', 500, 'refused'],
] as const)('beside one that is %s, another is told, and the metrics tell', async (_, answer, result) => {
  await raise('reader', true, 10)
  const bad = await receiver(answer)
  const { run, said } = replica({ alertmanagers: [bad.url, alertmanager.url] })
  await run()
  expect(await shown()).toEqual(['LinkBudgetBurns page reader'])
  const text = await said()
  expect(text).toContain(`linkmeter_alert_deliveries_total{receiver="${name(bad.url)}",result="${result}"} 1`)
  expect(text).toContain(`linkmeter_alerts_undelivered{receiver="${name(bad.url)}"} 1`)
  expect(text).toContain(`linkmeter_alerts_undelivered{receiver="${name(alertmanager.url)}"} 0`)
  expect(text).not.toContain(`last_delivery_timestamp_seconds{receiver="${name(bad.url)}"}`)
  // Once it takes them, nothing is missing.
  bad.answer = 200
  await run()
  expect(bad.taken).toHaveLength(1)
  expect(await said()).toContain(`linkmeter_alerts_undelivered{receiver="${name(bad.url)}"} 0`)
})

test('one that is not there costs the other nothing, and is named without what gives access', async () => {
  await raise('reader', true, 10)
  const gone = await startHttpReceiver()
  await gone.stop()
  const { run, said } = replica({
    alertmanagers: [gone.url.replace('//', '//someone:hunter2@'), alertmanager.url],
  })
  await run()
  expect(await shown()).toEqual(['LinkBudgetBurns page reader'])
  const text = await said()
  expect(text).toContain(`{receiver="${name(gone.url)}",result="unreachable"} 1`)
  expect(text).toContain('ECONNREFUSED')
  expect(text).not.toContain('hunter2')
})

test('user and password go into the header', async () => {
  await raise('reader', true, 10)
  const guarded = await receiver()
  await replica({ alertmanagers: [guarded.url.replace('//', '//someone:hunter2@')] }).run()
  expect(guarded.authorizations).toEqual([`Basic ${Buffer.from('someone:hunter2').toString('base64')}`])
})

test('a stop ends what waits for an answer', async () => {
  await raise('reader', true, 10)
  const slow = await receiver('never')
  const { run, stop } = replica({ alertmanagers: [slow.url] })
  const began = performance.now()
  const running = run()
  stop()
  await running
  expect(performance.now() - began).toBeLessThan(300)
})

function told(webhook: HttpReceiver): string[] {
  return (webhook.taken as WebhookMessage[]).flatMap(({ alerts }) =>
    alerts.map(({ status, labels }) => `${status} ${labels['role']}`),
  )
}

test('a webhook hears of each change once, through restarts', async () => {
  const webhook = await receiver()
  await raise('reader', true, 10)
  await replica({ webhook: webhook.url }).run()
  await replica({ webhook: webhook.url }).run()
  // Another replica decided the same.
  await raise('reader', true, 9)
  await replica({ webhook: webhook.url }).run()
  expect(told(webhook)).toEqual(['firing reader'])
  await raise('reader', false, 5)
  await replica({ webhook: webhook.url }).run()
  await replica({ webhook: webhook.url }).run()
  expect(told(webhook)).toEqual(['firing reader', 'resolved reader'])
})

test.each([['never'], [400], [500]] as const)(
  'a webhook that was away (%s) hears afterwards of all that began and ended, in order',
  async (answer) => {
    const webhook = await receiver()
    await raise('writer', true, 20)
    await replica({ webhook: webhook.url }).run()
    webhook.answer = answer
    await raise('reader', true, 10)
    await replica({ webhook: webhook.url }).run()
    await raise('reader', false, 5)
    await replica({ webhook: webhook.url }).run()
    expect(told(webhook)).toEqual(['firing writer'])
    webhook.answer = 200
    await replica({ webhook: webhook.url }).run()
    expect(told(webhook)).toEqual(['firing writer', 'firing reader', 'resolved reader'])
  },
)

test('a webhook that is new hears of what fires, not of what was over long ago', async () => {
  const webhook = await receiver()
  await raise('reader', true, 60 * 24 * 20)
  await raise('writer', true, 60 * 24 * 9)
  await raise('writer', false, 60 * 24 * 8)
  await replica({ webhook: webhook.url }).run()
  expect(told(webhook)).toEqual(['firing reader'])
})

test("a webhook's messages have Alertmanager's shape and its fingerprints", async () => {
  const webhook = await receiver()
  await raise('reader', true, 10)
  await raise('writer', true, 10)
  await raise('ops', true, 10, { alert: 'LinkLimitBroken', severity: 'ticket' })
  await replica({ webhook: webhook.url, alertmanagers: [alertmanager.url] }).run()
  const messages = webhook.taken as WebhookMessage[]
  expect(messages).toHaveLength(2)
  expect(messages.find(({ alerts }) => alerts.length === 2)).toMatchObject({
    version: '4',
    groupKey: '{}:{alertname="LinkBudgetBurns", slo="m03-action-success"}',
    status: 'firing',
    groupLabels: { alertname: 'LinkBudgetBurns', slo: 'm03-action-success' },
    commonLabels: { severity: 'page', tier: 'link' },
  })
  const fingerprints = messages.flatMap(({ alerts }) => alerts.map(({ fingerprint }) => fingerprint))
  const theirs = (await alertmanager.alerts()).map(({ fingerprint }) => fingerprint)
  expect(fingerprints.toSorted()).toEqual(theirs.toSorted())
})
