/** Every query of Grafana's dashboards: against the real engine and a real Prometheus that scrapes linkmeter over simulated traffic from Kafka. */
import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { dashboards, textOf } from '../../dashboards/code/catalogue.ts'
import { sqlOf } from '../../dashboards/code/queries.ts'
import { roughRates } from '../../src/simulator/rates.ts'
import { type Simulation, simulate } from '../../src/simulator/simulate.ts'
import { createTopic, produce } from '../support/consuming.ts'
import { type Event, type Told, toldBy } from '../support/cookbook/told.ts'
import { startPrometheus, type TestPrometheus } from '../support/prometheus.ts'
import { type RunningService, startService, until } from '../support/service.ts'
import { makeWorkplace, type Workplace } from '../support/workplace.ts'

const HOUR_MS = 3_600_000
const PARTITIONS = 2

// Ends with a minute that is over: what is asked at the end of the range is all there.
const to = Math.floor(Date.now() / 60_000) * 60_000 - 60_000
const from = to - 72 * HOUR_MS

let simulation: Simulation
let told: Told
let workplace: Workplace
let service: RunningService
let prometheus: TestPrometheus
let scraped_from_s: number
/** The end of the range that is asked for, in ms. */
let asked_to: number

beforeAll(async () => {
  simulation = simulate({
    seed: 23,
    from,
    to,
    links: 20,
    events_target: 12_000,
    malformed_ratio: 0.005,
    rates: { ...roughRates, finding_critical: 0.5 },
    failures: [{ failure: 'F6', from: from + 50 * HOUR_MS, to: from + 54 * HOUR_MS }],
  })
  told = toldBy(simulation, to)
  workplace = await makeWorkplace()
  const topic = await createTopic(inject('brokers'), PARTITIONS)
  service = await startService({
    ...workplace.settings,
    KAFKA_BROKERS: inject('brokers'),
    KAFKA_TOPICS: `${topic}=native`,
    KAFKA_GROUP_ID: `group-${randomUUID()}`,
  })
  prometheus = await startPrometheus(`
global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - job_name: linkmeter
    scrape_timeout: 900ms
    static_configs: [{ targets: ["${new URL(service.address).host}"] }]
`)
  const messages = [...simulation.messages()].map(({ value }) => value)
  await produce(inject('brokers'), topic, messages, PARTITIONS)
  await until(async () => (await workplace.number(STORED)) === simulation.truth().malformed, {
    what: 'the malformed messages to be dead letters',
  })
  const stored_s = Date.now() / 1_000
  await until(
    async () =>
      (await workplace.number(`SELECT count() FROM slo_status WHERE evaluated_at > ${stored_s + 1}`)) >= 21,
    { what: 'an evaluation of everything', within_ms: 150_000, every_ms: 500 },
  )
  await until(async () => (await workplace.number('SELECT count() FROM links')) > 0, {
    what: 'the registry of links',
    within_ms: 90_000,
  })
  asked_to = Date.now()
  scraped_from_s = asked_to / 1_000
  // A few scrapes of that, so that there are rates.
  await until(
    async () => {
      const [samples] = await prometheus.queryRange(EVALUATED, scraped_from_s, Date.now() / 1_000)
      return (samples?.values.length ?? 0) >= 12
    },
    { what: 'Prometheus to scrape', within_ms: 60_000, every_ms: 500 },
  )
}, 360_000)

afterAll(async () => {
  await prometheus?.stop()
  await service?.stop()
  await workplace?.remove()
})

const STORED = 'SELECT count() FROM dead_letters FINAL'
const EVALUATED = 'max(linkmeter_slo_evaluation_timestamp_seconds)'

const panels = Object.entries(dashboards).flatMap(([name, builder]) =>
  ((JSON.parse(textOf(builder)) as Dashboard).panels ?? [])
    .filter((panel): panel is Panel => 'targets' in panel && panel.targets !== undefined)
    .map((panel) => ({ where: `${name}: ${panel.title}`, panel })),
)

interface Asked {
  readonly where: string
  readonly expression: string
  readonly isInstant: boolean
}

const asked: Asked[] = panels.flatMap(({ where, panel }) =>
  (panel.targets ?? []).flatMap((target) => {
    const { expr, instant } = target as { expr?: string; instant?: boolean }
    return expr === undefined ? [] : [{ where, expression: expr, isInstant: instant === true }]
  }),
)

describe('what panels ask Prometheus', () => {
  /** Of which SLO a panel has something to show; others of the SLO's dashboard: of any. */
  const sloOf: Readonly<Record<string, string>> = {
    'slo: Allowance left': 'm08-permission-drift',
    'slo: Quantiles': 'm02-token-issuance-latency',
  }
  /** Counters with labels that have no series before the first time. */
  const unborn = /linkmeter_kafka_offset_gaps_total/

  test('there is something to ask', () => expect(asked.length).toBeGreaterThan(40))

  test.each(asked.map((one) => [one.where, one.expression, one] as const))(
    '%s has something to show: %s',
    async (_, __, { where, expression, isInstant }) => {
      const filled = expression
        .replaceAll('$slo', sloOf[where] ?? 'm03-action-success')
        .replaceAll('$__rate_interval', '10s')
      expect(filled).not.toMatch(/\$[a-z_]/)
      const results = isInstant
        ? await prometheus.query(filled)
        : await prometheus.queryRange(filled, scraped_from_s, Date.now() / 1_000)
      if (unborn.test(expression)) return
      expect(results.length).toBeGreaterThan(0)
    },
  )

  test('values are those of the simulation’s truth', async () => {
    for (const slo of ['m03-action-success', 'm10-correlation-propagation'] as const) {
      const { good, total } = simulation.truth().slos[slo]
      const expression = asked.find(({ where }) => where === 'slo: Value over the period')?.expression ?? ''
      const [value] = await prometheus.query(expression.replaceAll('$slo', slo))
      expect(Number(value?.value[1]), slo).toBeCloseTo(good / total, 12)
      const events = asked.find(({ where }) => where === 'slo: Events of the period')?.expression ?? ''
      const results = await prometheus.query(events.replaceAll('$slo', slo))
      const byResult = Object.fromEntries(
        results.map(({ metric, value: [, count] }) => [metric['result'], Number(count)]),
      )
      expect(byResult, slo).toMatchObject({ good, bad: total - good })
    }
  })
})

describe('what panels and variables ask ClickHouse', () => {
  const files = readdirSync(new URL('../../sql/dashboards', import.meta.url)).map((file) =>
    file.replace('.sql', ''),
  )

  test.each(files)('%s gives what was told', async (name) => {
    const rows = await workplace.rows(filled(sqlOf(name)))
    const expectation = expected[name]
    if (expectation === undefined) throw new Error('say what it must give')
    expectation(rows as Row[])
  })

  test('a choice of an account narrows what is shown', async () => {
    const denials = await workplace.rows<Row>(filled(sqlOf('top-denied-principals'), { account: account() }))
    // Who acts is who the token was issued to.
    const of = (event: Event) => [
      event.kind === 'action' ? told.sourceOf(event) : event.source_account,
      event.target_account,
    ]
    const attempts = denied().filter((event) => of(event).includes(account()))
    expect(attempts.length).toBeGreaterThan(0)
    expect(sumOf(denials, 'attempts')).toBe(attempts.length)
  })
})

type Row = Readonly<Record<string, unknown>>
type Expectation = (rows: Row[]) => void

const some: Expectation = (rows) => expect(rows.length).toBeGreaterThan(0)
const countIs =
  (count: () => number): Expectation =>
  (rows) =>
    expect(rows.length).toBe(count())
const sumIs =
  (column: string, sum: () => number): Expectation =>
  (rows) => {
    expect(sum()).toBeGreaterThan(0)
    expect(sumOf(rows, column)).toBe(sum())
  }
const oneRow =
  (row: () => Row): Expectation =>
  (rows) =>
    expect(rows).toEqual([expect.objectContaining(row())])

/** By the name of the file. Numbers come from what the simulation told, not from linkmeter. */
const expected: Readonly<Record<string, Expectation>> = {
  'variable-accounts': some,
  'variable-roles': countIs(() => new Set(simulation.world.links.map(({ role }) => role)).size),
  'variable-links': (rows) => expect(rows.map(({ link: name }) => name)).toContain(link()),
  'objectives-by-status': (rows) => {
    const [row = {}] = rows
    expect(Object.values(row).reduce<number>((sum, count) => sum + Number(count), 0)).toBe(21)
  },
  'every-objective': countIs(() => 21),
  'compliance-posture': (rows) => {
    const newest = newestOf('compliance_check', 'rule')
    const passing = newest.filter(({ status }) => status === 'compliant').length
    const failing = newest.filter(({ status }) => status === 'non_compliant').length
    expect(Number(rows[0]?.['passing'])).toBeCloseTo(passing / (passing + failing), 9)
  },
  'open-high-findings': (rows) =>
    expect(rows).toEqual([
      { critical: openFindings(9).length, high: openFindings(7).length - openFindings(9).length },
    ]),
  'link-risk': some,
  'severe-incidents': oneRow(() => ({
    opened: idsOf(told.of('incident').filter(isSevere), 'incident_id').length,
  })),
  'riskiest-links': some,
  'billed-a-day': some,
  'spend-by-account': countIs(() => idsOf(billsInRange(), 'target_account').length),
  'firing-alerts': some,
  'issuance-latency': some,
  denials: sumIs('attempts', () => denied().length),
  'top-denied-principals': some,
  revocations: countIs(() => Math.min(100, told.of('revocation').length)),
  'active-incidents': countIs(() => {
    const resolved = new Set(
      told
        .of('incident')
        .filter(({ status }) => status === 'resolved')
        .map(incidentOf),
    )
    return idsOf(told.of('incident'), 'incident_id').filter((id) => !resolved.has(id)).length
  }),
  'failed-deployments': countIs(() => Math.min(100, told.of('deployment').filter(hasFailed).length)),
  'recent-policy-changes': countIs(
    () =>
      told
        .of('policy_change')
        .filter(({ time }) => Date.parse(time) >= Math.floor(asked_to / 1_000) * 1_000 - HOUR_MS).length,
  ),
  'critical-findings': countIs(() => openFindings(9).length),
  'failed-deliveries': countIs(() => Math.min(100, told.of('log_delivery').filter(hasFailed).length)),
  'slo-breakdown': some,
  'slo-worst-links': some,
  'slo-alert-history': some,
  'link-facts': oneRow(() => ({ owner: simulation.world.links[0]?.owner ?? '' })),
  'link-risk-score': countIs(() => 1),
  'link-tokens': countIs(() => 1),
  'link-permissions': some,
  'link-slos': some,
  'link-actions': some,
  'link-issuances': sumIs('attempts', () => told.of('token_issuance').filter(isOfLink).length),
  'link-timeline': some,
  'account-facts': countIs(() => 1),
  'account-slos': some,
  'account-links': countIs(
    () =>
      simulation.world.links.filter(({ source_account, target_account }) =>
        [source_account, target_account].includes(account()),
      ).length,
  ),
  'account-billed': some,
  'account-anomalies': (rows) => expect(rows.every(({ verdict }) => verdict !== '')).toBe(true),
  'account-findings': countIs(
    () => openFindings(0).filter(({ target_account }) => target_account === account()).length,
  ),
  'account-quotas': countIs(
    () => idsOf(told.of('quota_sample').filter(isOfAccount), 'service', 'quota', 'region').length,
  ),
  'account-compliance': countIs(
    () =>
      newestOf('compliance_check', 'rule').filter(
        (check) => isOfAccount(check) && check['status'] !== 'compliant',
      ).length,
  ),
  'account-access-keys': countIs(() => idsOf(told.of('access_key').filter(isOfAccount), 'key_id').length),
  trace: countIs(
    () =>
      ['token_issuance', 'action', 'audit', 'revocation']
        .flatMap((kind) => told.of(kind))
        .filter(({ correlation_id }) => correlation_id === correlation()).length,
  ),
  'broker-cpu': some,
  'broker-memory': some,
  'broker-queues': some,
  'failed-actions': sumIs('actions', () => told.of('action').filter(hasFailed).length),
  'failed-issuances': some,
  'policy-changes': some,
  'permission-incidents': countIs(() => simulation.truth().slos['m08-permission-drift'].total),
  'low-quotas': some,
  'billing-anomalies': countIs(() => {
    const { good, total } = simulation.truth().between('a04-billing-anomaly', from, to)
    return Math.min(100, total - good)
  }),
  'dead-letters': sumIs('records', () => simulation.truth().malformed),
}

/** Grafana's macros and variables, put in as it puts them in. */
function filled(sql: string, choices: { account?: string } = {}): string {
  const time = (at_ms: number) => `toDateTime(${Math.floor(at_ms / 1_000)})`
  // A dashboard of one account needs one; the others show all.
  const isOfOne = sql.includes(`= \${account:sqlstring}`) || sql.includes('direction')
  const chosen = choices.account ?? (isOfOne ? account() : '*')
  const values: Readonly<Record<string, string>> = {
    account: chosen,
    role: '*',
    link: link(),
    slo: 'm03-action-success',
    correlation_id: correlation(),
  }
  return sql
    .replaceAll('$__fromTime', time(from))
    .replaceAll('$__toTime', time(asked_to))
    .replace(/\$__timeInterval\(([\w.]+)\)/g, 'toStartOfInterval(toDateTime($1), INTERVAL 60 second)')
    .replace(/\$\{(\w+):sqlstring\}/g, (_, name: string) => `'${values[name]}'`)
}

const account = () => told.account
const theLink = () => simulation.world.links[0]!
const link = () => `${theLink().source_account}/${theLink().role}/${theLink().target_account}`
const correlation = () =>
  String(
    told.of('action').find(({ correlation_id }) => String(correlation_id).length > 3)?.['correlation_id'],
  )

const denied = () =>
  [...told.of('token_issuance'), ...told.of('action')].filter(({ outcome }) => outcome === 'auth_error')
const hasFailed = ({ outcome }: Event) => !['success', 'unknown'].includes(outcome)
const isSevere = ({ severity }: Event) => severity === 'sev1' || severity === 'sev2'
const incidentOf = ({ incident_id }: Event) => String(incident_id)
const isOfAccount = ({ target_account }: Event) => target_account === account()
const isOfLink = ({ source_account, role, target_account }: Event) =>
  `${source_account}/${role}/${target_account}` === link()
const billsInRange = () =>
  told.of('cost_sample').filter(({ day }) => String(day) >= new Date(from).toISOString().slice(0, 10))

function openFindings(severity: number): Event[] {
  return newestOf('finding', 'finding_id', 'updated_at').filter(
    (finding) =>
      Number(finding['severity']) >= severity && finding['status'] === 'open' && finding['sample'] !== true,
  )
}

/** Of each thing in each account what was told last. */
function newestOf(kind: string, id: string, when = 'time'): Event[] {
  const newest = new Map<string, Event>()
  for (const event of told.of(kind)) {
    const key = `${event.target_account} ${event['region']} ${event[id]}`
    const known = newest.get(key)
    const at = (one: Event) => Date.parse(String(one[when] ?? one.time))
    if (known === undefined || at(event) >= at(known)) newest.set(key, event)
  }
  return [...newest.values()]
}

function idsOf(events: readonly Event[], ...columns: readonly string[]): string[] {
  return [...new Set(events.map((event) => columns.map((column) => String(event[column] ?? '')).join(' ')))]
}

function sumOf(rows: readonly Row[], column: string): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0)
}
