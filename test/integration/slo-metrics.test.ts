import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { migrate } from '../../src/clickhouse/migrations.ts'
import type { Store } from '../../src/clickhouse/store.ts'
import { allViews } from '../../src/clickhouse/views.ts'
import { readSloFiles } from '../../src/commands/slo-files.ts'
import { sources } from '../../src/events/sources.ts'
import type { SloDefinition } from '../../src/slo/definition.ts'
import { answers } from '../../src/web/api/answers.ts'
import { metrics } from '../../src/web/routes/metrics.ts'
import { sloMetrics } from '../../src/web/slo-metrics.ts'
import { quietLogger, startTestServer, type TestServer } from '../support/web.ts'

const noon_ms = Date.UTC(2026, 0, 15, 12)
const [shipped] = readSloFiles([]).slos
if (shipped === undefined) throw new Error('no SLO is shipped')
const slo: SloDefinition = {
  ...shipped.slo,
  name: 'm03-action-success',
  kind: 'ratio',
  values: [],
  title: 'Actions "succeed"',
  objective: 0.995,
  window: { type: 'rolling', seconds: 2_592_000 },
  owner: 'Platform',
  team: 'identity',
  runbook: 'docs/slis.md#m03',
  critical: false,
  quantiles: { p50: 0.5, p95: 0.95 },
  policies: [],
  grain_s: 60,
  breach_severity: 'ticket',
}

/** 20 of 1,000 were bad where 5 are allowed: the budget is spent three times over. */
const evaluation = {
  slo: slo.name,
  window_from: '2025-12-16T12:00:00Z',
  window_to: '2026-01-15T12:00:00Z',
  status: 'breached',
  objective: 0.995,
  good: 980,
  total: 1_000,
  excluded: 7,
  pending: 2,
  ratio: 0.98,
  budget_allowed: 5,
  budget_consumed: 20,
  budget_remaining_ratio: -3,
  exhausted_at: '2026-01-15T11:00:00Z',
  exhausts_at: null,
  burn_rates: { '5m': null, '1h': 20 },
  window_events: { '5m': { good: 0, total: 0 }, '1h': { good: 90, total: 100 } },
  breakdown: {},
  values: { p95_seconds: 0.25 },
  input_complete: true,
  newest_event: null,
}

const noData = {
  ...evaluation,
  status: 'no_data',
  good: 0,
  total: 0,
  excluded: 0,
  pending: 0,
  ratio: null,
  budget_allowed: 0,
  budget_consumed: 0,
  budget_remaining_ratio: null,
  exhausted_at: null,
  burn_rates: { '5m': null, '1h': null },
  window_events: { '5m': { good: 0, total: 0 }, '1h': { good: 0, total: 0 } },
  values: {},
}

let folder: string
let store: Store
let server: TestServer
let now_ms: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-slo-metrics-'))
  store = await openEmbedded(folder, 'linkmeter')
  await migrate(store, { cluster: null, views: allViews(Object.values(sources)) })
})

afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  now_ms = noon_ms
  await store.run('TRUNCATE TABLE slo_evaluations')
  await store.run('TRUNCATE TABLE slo_link_status')
  await store.run('TRUNCATE TABLE slo_alerts')
})

afterEach(() => server.stop())

/** Serves /metrics with a process metric beside the SLO series, read anew at every scrape unless told otherwise. */
async function serve(more: { store?: Store; keeps?: boolean; read_ms?: number } = {}) {
  const { log, logger } = quietLogger()
  const registry = new Registry()
  const clock = { now: () => now_ms }
  const { readings } = answers({ store: more.store ?? store, slos: [slo], clock })
  const slos = sloMetrics({
    ...{ readings, slos: [slo], clock, logger },
    ...(more.read_ms === undefined ? {} : { limits: { read_ms: more.read_ms } }),
  })
  server = await startTestServer([metrics({ registry, stored: [slos] })])
  /** The series, without comments and without the label `slo`, which all have. */
  const scrape = async () => {
    if (!more.keeps) readings.forget()
    const answer = await server.fetch('/metrics')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('version=0.0.4')
    return (await answer.text())
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.replace(`slo="${slo.name}",`, '').replace(`{slo="${slo.name}"}`, ''))
  }
  return { log, scrape }
}

async function evaluated(row: object, at_ms: number): Promise<void> {
  await store.insertRows('slo_evaluations', [{ ...row, evaluated_at: new Date(at_ms).toISOString() }])
}

const always = [
  'linkmeter_slo_metrics_up 1',
  'linkmeter_slo_info{title="Actions \\"succeed\\"",kind="ratio",owner="Platform",team="identity",runbook="docs/slis.md#m03",period="30d",critical="false"} 1',
  'linkmeter_slo_objective_ratio 0.995',
]

describe('/metrics', () => {
  test('shows the newest evaluation of an SLO, and nothing for what it does not know', async () => {
    await evaluated(noData, noon_ms - 120_000)
    await evaluated(evaluation, noon_ms - 60_000)
    const { scrape } = await serve()
    expect(await scrape()).toEqual([
      ...always,
      `linkmeter_slo_evaluation_timestamp_seconds ${noon_ms / 1_000 - 60}`,
      'linkmeter_slo_input_complete 1',
      'linkmeter_sli_ratio{window="1h"} 0.9',
      'linkmeter_sli_ratio{window="30d"} 0.98',
      'linkmeter_slo_events{result="good"} 980',
      'linkmeter_slo_events{result="bad"} 20',
      'linkmeter_slo_events{result="excluded"} 7',
      'linkmeter_slo_events{result="pending"} 2',
      'linkmeter_slo_burn_rate{window="1h"} 20',
      'linkmeter_slo_error_budget_remaining_ratio -3',
      `linkmeter_slo_budget_exhaustion_timestamp_seconds ${noon_ms / 1_000 - 3_600}`,
      'linkmeter_sli_seconds{quantile="0.95"} 0.25',
    ])
  })

  test('shows no number for an SLO without data', async () => {
    await evaluated(noData, noon_ms - 60_000)
    const { scrape } = await serve()
    expect(await scrape()).toEqual([
      ...always,
      `linkmeter_slo_evaluation_timestamp_seconds ${noon_ms / 1_000 - 60}`,
      'linkmeter_slo_input_complete 1',
    ])
  })

  test('shows the time of exhaustion that is foreseen where the budget is not spent yet', async () => {
    await evaluated({ ...evaluation, exhausted_at: null, exhausts_at: '2026-01-15T15:00:00Z' }, noon_ms)
    const { scrape } = await serve()
    expect(await scrape()).toContain(
      `linkmeter_slo_budget_exhaustion_timestamp_seconds ${noon_ms / 1_000 + 3 * 3_600}`,
    )
  })

  test('shows what was measured for five minutes, and after that only when that was', async () => {
    await evaluated(evaluation, noon_ms)
    await linksOf([link('a', -3, 20)], noon_ms)
    const { scrape } = await serve()
    now_ms = noon_ms + 300_000
    expect(await scrape()).toContain('linkmeter_slo_burn_rate{window="1h"} 20')
    for (const later_ms of [300_001, 30 * 86_400_000]) {
      now_ms = noon_ms + later_ms
      expect(await scrape()).toEqual([
        ...always,
        `linkmeter_slo_evaluation_timestamp_seconds ${noon_ms / 1_000}`,
      ])
    }
  })

  test('an SLO that was never evaluated has its objective and no measurement', async () => {
    const { scrape } = await serve()
    expect(await scrape()).toEqual(always)
  })

  test('a series that is no longer known disappears at the next scrape', async () => {
    await evaluated(evaluation, noon_ms - 60_000)
    const { scrape } = await serve()
    expect((await scrape()).some((line) => line.startsWith('linkmeter_slo_burn_rate'))).toBe(true)
    await evaluated(noData, noon_ms)
    expect((await scrape()).some((line) => line.startsWith('linkmeter_slo_burn_rate'))).toBe(false)
  })

  test('several scrapes within five seconds read the tables once', async () => {
    await evaluated(evaluation, noon_ms)
    let reads = 0
    const counting: Store = {
      ...store,
      rows: (sql, parameters) => {
        reads += 1
        return store.rows(sql, parameters)
      },
    }
    const { scrape } = await serve({ store: counting, keeps: true })
    const first = await scrape()
    const once = reads
    now_ms += 4_999
    expect(await scrape()).toEqual(first)
    expect(reads).toBe(once)
    now_ms += 1
    await scrape()
    expect(reads).toBe(2 * once)
  })
})

describe('links', () => {
  test('the twenty worst of an SLO are shown: what burns fastest, then what has least budget left', async () => {
    await evaluated(evaluation, noon_ms)
    const calm = Array.from({ length: 30 }, (_, index) => link(`calm-${index}`, 1 - index / 100, 0))
    await linksOf(
      [...calm, link('spent', -5, null), link('burning', 0.9, 30), link('unknown', null, null)],
      noon_ms,
    )
    const { scrape } = await serve()
    const lines = await scrape()
    const budgets = lines.filter((line) => line.startsWith('linkmeter_link_error_budget_remaining_ratio'))
    const burns = lines.filter((line) => line.startsWith('linkmeter_link_burn_rate'))
    const labels = (source: string) => `{source_account="${source}",target_account="target",role="role"}`
    expect(budgets).toHaveLength(20)
    expect(budgets.slice(0, 3)).toEqual([
      `linkmeter_link_error_budget_remaining_ratio${labels('burning')} 0.9`,
      `linkmeter_link_error_budget_remaining_ratio${labels('spent')} -5`,
      `linkmeter_link_error_budget_remaining_ratio${labels('calm-29')} 0.71`,
    ])
    expect(burns[0]).toBe(`linkmeter_link_burn_rate${labels('burning')} 30`)
    // It had no event in the last hour: how fast it burns is not known.
    expect(burns.some((line) => line.includes('spent'))).toBe(false)
  })

  test('a link that the last evaluations no longer found is gone', async () => {
    await evaluated(evaluation, noon_ms)
    await linksOf([link('old', 0.5, 1)], noon_ms - 300_001)
    await linksOf([link('new', 0.5, 1)], noon_ms)
    const { scrape } = await serve()
    const lines = (await scrape()).filter((line) => line.startsWith('linkmeter_link_'))
    expect(lines).toHaveLength(2)
    expect(lines.join()).not.toContain('old')
  })

  test('of two evaluations of a link the newer counts', async () => {
    await linksOf([link('a', 0.5, 1)], noon_ms - 60_000)
    await linksOf([link('a', 0.4, 2)], noon_ms)
    const { scrape } = await serve()
    const lines = (await scrape()).filter((line) => line.startsWith('linkmeter_link_burn_rate'))
    expect(lines.map((line) => line.split(' ').at(-1))).toEqual(['2'])
  })
})

describe('alerts', () => {
  const budget = { slo: slo.name, alert: 'budget-spent', severity: 'ticket', reason: 'Because.' }
  const decided = (row: { state: string; firing: boolean }, at_ms: number) => {
    const at = new Date(at_ms).toISOString()
    return store.insertRows('slo_alerts', [{ ...budget, ...row, since: at, decided_at: at }])
  }
  const series = 'linkmeter_alert_firing{alert="budget-spent",severity="ticket"}'
  const alerts = (lines: readonly string[]) => lines.filter((line) => line.startsWith('linkmeter_alert_'))

  test('are shown at their last state, frozen ones too, however long ago it was decided', async () => {
    await decided({ state: 'quiet', firing: false }, noon_ms - 80 * 86_400_000)
    const { scrape } = await serve()
    expect(alerts(await scrape())).toEqual([`${series} 0`])
    await decided({ state: 'firing', firing: true }, noon_ms - 3_600_000)
    expect(alerts(await scrape())).toEqual([`${series} 1`])
    await decided({ state: 'frozen', firing: true }, noon_ms - 1_800_000)
    expect(alerts(await scrape())).toEqual([`${series} 1`])
  })

  test('of which nothing is known, and of policies that are gone, are not there', async () => {
    await decided({ state: 'no_data', firing: false }, noon_ms)
    const at = new Date(noon_ms).toISOString()
    const gone = { ...budget, alert: 'page-once', severity: 'page', state: 'firing', firing: true }
    await store.insertRows('slo_alerts', [{ ...gone, since: at, decided_at: at }])
    const { scrape } = await serve()
    expect(alerts(await scrape())).toEqual([])
  })

  test('do not end because the tables cannot be read', async () => {
    await decided({ state: 'firing', firing: true }, noon_ms)
    let isDown = false
    const failing: Store = {
      ...store,
      rows: (sql, parameters) => (isDown ? Promise.reject(new Error('down')) : store.rows(sql, parameters)),
    }
    const { scrape } = await serve({ store: failing })
    expect(alerts(await scrape())).toEqual([`${series} 1`])
    isDown = true
    const lines = await scrape()
    expect(lines).toContain('linkmeter_slo_metrics_up 0')
    expect(alerts(lines)).toEqual([`${series} 1`])
  })
})

describe('when the tables cannot be read', () => {
  const without = ['linkmeter_slo_metrics_up 0', 'linkmeter_slo_objective_ratio 0.995']

  test('a scrape says so and still gives what needs no table', async () => {
    await evaluated(evaluation, noon_ms)
    let isDown = false
    const failing: Store = {
      ...store,
      rows: (sql, parameters) => (isDown ? Promise.reject(new Error('down')) : store.rows(sql, parameters)),
    }
    const { log, scrape } = await serve({ store: failing })
    expect(await scrape()).toContain('linkmeter_slo_metrics_up 1')
    isDown = true
    const lines = await scrape()
    expect(lines).toEqual(expect.arrayContaining(without))
    expect(lines.some((line) => /burn_rate|sli_ratio|timestamp/.test(line))).toBe(false)
    expect(log.map(({ level }) => level)).toEqual(['warn'])
    isDown = false
    expect(await scrape()).toContain('linkmeter_slo_burn_rate{window="1h"} 20')
  })

  test('a store that hangs is not waited for, nor asked again meanwhile', async () => {
    let asked = 0
    const hanging: Store = {
      ...store,
      rows: () => {
        asked += 1
        return new Promise(() => undefined)
      },
    }
    const { scrape } = await serve({ store: hanging, keeps: true, read_ms: 20 })
    expect(await scrape()).toEqual(expect.arrayContaining(without))
    const once = asked
    expect(await scrape()).toEqual(expect.arrayContaining(without))
    expect(asked).toBe(once)
  })
})

function link(source_account: string, budget_remaining_ratio: number | null, burn_rate_1h: number | null) {
  const counts = { good: 9, total: 10, excluded: 0 }
  return {
    source_account,
    target_account: 'target',
    role: 'role',
    ...counts,
    budget_remaining_ratio,
    burn_rate_1h,
  }
}

async function linksOf(links: readonly object[], at_ms: number): Promise<void> {
  const evaluated_at = new Date(at_ms).toISOString()
  await store.insertRows(
    'slo_link_status',
    links.map((row) => ({ slo: slo.name, evaluated_at, ...row })),
  )
}
