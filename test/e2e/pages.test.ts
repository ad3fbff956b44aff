/**
 * Who is called when a link's broker fails: the whole way from a real Kafka through linkmeter, Prometheus and
 * Alertmanager, with the rules and routes as shipped, to the message that a person would get.
 *
 * Two things are shortened, so that minutes are enough: the rules keep an SLO's alert that has ended for half a minute,
 * not five, and Alertmanager waits for seconds before it tells. Each test goes on from where the last one left.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { connectSocket } from '../../src/clickhouse/server.ts'
import { type Alertmanager, startAlertmanager } from '../support/alertmanager.ts'
import { createTopic, produce } from '../support/consuming.ts'
import { type HttpReceiver, startHttpReceiver } from '../support/http-receiver.ts'
import { startPrometheus, type TestPrometheus } from '../support/prometheus.ts'
import { linkmeter, type RunningService, startService, until } from '../support/service.ts'
import { makeWorkplace, type Workplace } from '../support/workplace.ts'

const MINUTE_MS = 60_000
const m01 = 'm01-cross-account-auth-success'

interface Link {
  readonly source_account: string
  readonly target_account: string
  readonly role: string
  readonly broker: string
}

const linkTo = (target_account: string): Link => ({
  source_account: '111111111111',
  target_account,
  role: 'invoice-reader',
  broker: `broker-${target_account.slice(0, 1)}`,
})
const [maintained, failing, failingNext] = [
  linkTo('222222222222'),
  linkTo('333333333333'),
  linkTo('444444444444'),
] as const
const links = [maintained, failing, failingNext]

let workplace: Workplace
let topic: string
let receiver: HttpReceiver
let alertmanager: Alertmanager
let prometheus: TestPrometheus
let service: RunningService
let traffic: { stop(): Promise<void> }

beforeAll(async () => {
  workplace = await makeWorkplace()
  topic = await createTopic(inject('brokers'))
  receiver = await startHttpReceiver()
  alertmanager = await startAlertmanager(routesTo(receiver.url))
  service = await startService({
    ...workplace.settings,
    KAFKA_BROKERS: inject('brokers'),
    KAFKA_TOPICS: `${topic}=native`,
    KAFKA_GROUP_ID: `pages-${randomUUID()}`,
    ALERTMANAGER_URL: alertmanager.url,
  })
  prometheus = await startPrometheus(await scraping(service.address))
  // Six healthy hours of 20 exchanges a minute: an outage of 30 then burns the last hour and not the last six.
  const now = Date.now()
  await send(
    Array.from({ length: 360 * 20 }, (_, i) => exchange(links[i % 3] ?? failing, now - 60_000 - i * 3_000)),
  )
  traffic = startTraffic()
  await until(async () => (await latest()).total >= 7_000, { what: 'the hours before', within_ms: 90_000 })
}, 240_000)

afterAll(async () => {
  await traffic?.stop()
  await prometheus?.stop()
  await service?.stop()
  await alertmanager?.stop()
  await receiver?.stop()
  await workplace?.remove()
})

it('a maintenance window over an outage of a broker: nobody is called', async () => {
  const planned = ['--kind', 'maintenance', '--account', maintained.target_account]
  const { code, stderr } = await linkmeter(
    [
      ...['exclusion', 'add', ...planned, '--from', ago(60), '--to', ago(-60)],
      ...['--author', 'ann', '--reason', 'CHG-1'],
    ],
    workplace.settings,
  )
  expect(code, stderr).toBe(0)
  await outage(maintained)
  await until(async () => (await latest()).excluded >= OUTAGE, { what: 'the outage to be excluded' })
  await linksDecidedAndTold()
  expect(pages()).toEqual([])
  const ofTheOutage = told().filter(({ alerts }) =>
    alerts.some(({ labels }) => labels['slo'] === m01 || labels['detection'] === 'broker-errors'),
  )
  expect(ofTheOutage).toEqual([])
}, 300_000)

it('the same outage of another broker calls once, with owner, worst link, numbers and runbook', async () => {
  const began = Date.now()
  await outage(failing)
  await until(async () => pages().length > 0, { what: 'a page', within_ms: 60_000 })
  const took_s = (Date.now() - began) / 1000
  const [page] = pages()
  expect(page).toMatchObject({
    receiver: 'identity-platform-page',
    status: 'firing',
    alerts: [
      {
        labels: { alertname: 'SloBudgetBurns', slo: m01, tier: 'slo', owner: 'Identity platform' },
        annotations: {
          worst_link: expect.stringMatching(
            /^111111111111 through invoice-reader to 333333333333, \d+\.\d times the even rate over 1 h$/,
          ),
          summary: expect.stringMatching(
            /burns \d+\.\d times the even rate over 1 h \(allowed 2\).*; -?\d+\.\d\d % of it is left\.$/,
          ),
          runbook_url: 'alerts/runbooks/m01-cross-account-auth-success.md',
        },
      },
    ],
  })
  expect(page?.alerts).toHaveLength(1)
  expect(took_s).toBeLessThan(60)
}, 120_000)

it('its resolution follows once the exchanges of the last five minutes succeed, and nobody was called again', async () => {
  await until(async () => over().length > 0, { what: 'the resolution', within_ms: 300_000 })
  // Were the link's page still there, it would be told now that nothing holds it back.
  await linksDecidedAndTold()
  expect(over()).toMatchObject([
    { receiver: 'identity-platform-page', status: 'resolved', alerts: [{ labels: { slo: m01 } }] },
  ])
  expect(pages().flatMap(({ alerts }) => alerts.map(({ labels }) => labels['alertname']))).toEqual([
    'SloBudgetBurns',
  ])
  // The link's own page looks back half an hour and is still there: held back, first by its SLO's, then for having paged.
  const held = (await alertmanager.alerts()).map(({ labels }) => labels)
  expect(held).toContainEqual(
    expect.objectContaining({ ...linkOf(failing), tier: 'link', severity: 'page', slo: m01 }),
  )
}, 420_000)

it('a stop of the events calls for the input, and ends no other alert', async () => {
  const began = Date.now()
  const before = pages().length
  await outage(failingNext)
  await until(async () => pages().length > before, { what: 'a page', within_ms: 90_000 })
  expect(pages().at(-1)).toMatchObject({ alerts: [{ labels: { slo: m01 } }] })
  const ended = over().length

  await traffic.stop()
  await silentForLong()
  await until(async () => pages().length > before + 1, { what: 'the silent input to be told' })
  expect(pages().at(-1)).toMatchObject({
    receiver: 'platform-page',
    alerts: [
      {
        labels: { alertname: 'LinkmeterInputSilent', source: 'native', topic },
        annotations: {
          summary: expect.stringContaining(`native on ${topic} has gone silent`),
          not_judged: expect.stringContaining(m01),
        },
      },
    ],
  })
  // By then the outage has left the last five minutes, which ended the page before: the decision of this moment still
  // stands, whatever the rules keep.
  await sleep(Math.max(0, began + 160_000 - Date.now()))
  expect(
    await prometheus.query(
      `max(linkmeter_alert_firing{slo="${m01}",severity="page",alert="page-fast-burn"})`,
    ),
  ).toMatchObject([{ value: [expect.any(Number), '1'] }])
  expect(over()).toHaveLength(ended)
  expect(pages()).toHaveLength(before + 2)
  expect(
    await prometheus.query(`ALERTS{alertname="SloBudgetBurns",slo="${m01}",severity="page"}`),
  ).toMatchObject([{ metric: { alertstate: 'firing' } }])
}, 480_000)

/** As Alertmanager posts it. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
interface Message {
  readonly receiver: string
  readonly status: 'firing' | 'resolved'
  readonly alerts: readonly {
    readonly labels: Readonly<Record<string, string>>
    readonly annotations: Readonly<Record<string, string>>
  }[]
}

const told = () => receiver.taken as Message[]
const toPagers = () => told().filter((message) => message.receiver.endsWith('-page'))
const pages = () => toPagers().filter(({ status }) => status === 'firing')
const over = () => toPagers().filter(({ status }) => status === 'resolved')

function linkOf({ source_account, role, target_account }: Link) {
  return { source_account, role, target_account }
}

/** Alerts of links are decided 22 s into each minute and posted at its half: whatever was to come has come then. */
async function linksDecidedAndTold(): Promise<void> {
  const next_ms = Math.ceil((Date.now() - 20_000) / MINUTE_MS) * MINUTE_MS + 20_000
  await sleep(next_ms + 20_000 - Date.now())
}

const OUTAGE = 30

/** A broker that failed every exchange for two minutes; the messages come late, after four. */
function outage(link: Link): Promise<void> {
  const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
  return send(
    Array.from({ length: OUTAGE }, (_, i) => ({
      ...exchange(link, minute - 5 * MINUTE_MS + i * 3_900),
      outcome: 'service_error',
      error_type: 'broker_unavailable',
      latency_ms: null,
    })),
  )
}

function exchange(link: Link, at_ms: number): object {
  const event_id = randomUUID()
  const issued = { mechanism: 'token_exchange', outcome: 'success', latency_ms: 50, ttl_s: 300 }
  const time = new Date(at_ms).toISOString()
  return { kind: 'token_issuance', event_id, request_id: event_id, time, ...link, ...issued }
}

function send(events: readonly object[]): Promise<void> {
  return produce(
    inject('brokers'),
    topic,
    events.map((event) => JSON.stringify(event)),
  )
}

/** Every link goes on to succeed, once in three seconds, until it is stopped. */
function startTraffic() {
  let isStopped = false
  const running = (async () => {
    while (!isStopped) {
      await send(links.map((link) => exchange(link, Date.now())))
      await sleep(3_000)
    }
  })()
  return {
    stop: async () => {
      isStopped = true
      await running
    },
  }
}

/**
 * An input is silent after 15 minutes. They are spared by taking them off the times of arrival: it is the store that
 * says since when nothing came, and from here on everything is as if we had waited.
 */
async function silentForLong(): Promise<void> {
  const store = connectSocket(join(workplace.data, 'linkmeter.sock'), 'linkmeter')
  try {
    await store.run(
      `ALTER TABLE arrivals
       UPDATE first_received_at = first_received_at - INTERVAL 16 MINUTE,
              last_received_at = last_received_at - INTERVAL 16 MINUTE
       WHERE true
       SETTINGS mutations_sync = 1`,
    )
  } finally {
    await store.close()
  }
}

async function latest(): Promise<{ total: number; excluded: number }> {
  const rows = await workplace.rows<{ total: number; excluded: number }>(
    'SELECT total, excluded FROM slo_evaluations WHERE slo = {slo:String} ORDER BY evaluated_at DESC LIMIT 1',
    { slo: m01 },
  )
  return rows[0] ?? { total: 0, excluded: 0 }
}

function ago(minutes: number): string {
  return new Date(Date.now() - minutes * MINUTE_MS).toISOString()
}

/** The shipped routes, with a webhook to us in place of each receiver. */
function routesTo(url: string): string {
  const path = 'alerts/alertmanager/alertmanager.yml'
  const hurried = readFileSync(path, 'utf8')
    .replaceAll(/group_wait: \w+/g, 'group_wait: 1s')
    .replaceAll(/group_interval: \w+/g, 'group_interval: 5s')
  const { route, inhibit_rules, receivers } = parse(hurried, { merge: true }) as {
    route: object
    inhibit_rules: object[]
    receivers: { name: string }[]
  }
  return stringify({
    templates: [resolve('alerts/alertmanager/templates/*.tmpl')],
    route,
    inhibit_rules,
    receivers: receivers.map(({ name }) =>
      name === 'nobody' ? { name } : { name, webhook_configs: [{ url, send_resolved: true }] },
    ),
  })
}

/** The shipped rules, but for how long an SLO's alert is kept. */
async function scraping(address: string): Promise<string> {
  const rules = readFileSync('alerts/slo-rules.yaml', 'utf8')
  const hurried = rules.replaceAll('keep_firing_for: 5m', 'keep_firing_for: 30s')
  return stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [await workplace.file('slo-rules.yaml', hurried), resolve('alerts/linkmeter.yaml')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager.url).host] }] }] },
    scrape_configs: [{ job_name: 'linkmeter', static_configs: [{ targets: [new URL(address).host] }] }],
  })
}
