/** What the API says of SLOs is what `report --format json` says, and what is summed by hand for an account. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluateLinks } from '../../../src/jobs/evaluate.ts'
import { evaluateSlos } from '../../../src/jobs/evaluation.ts'
import { updateTiers } from '../../../src/jobs/tiers.ts'
import { startApi, type TestApi } from '../../support/api.ts'
import { type Measuring, openMeasuring } from '../../support/measuring.ts'
import { smallPlan, tellHistory } from '../../support/simulated-history.ts'

const now = Math.floor(Date.now() / 60_000) * 60_000

interface Slo {
  readonly slo: string
  readonly good: number
  readonly total: number
  readonly excluded: number
  readonly ratio: number | null
  readonly budget: { readonly exhausts_at: string | null; readonly exhausted_at: string | null }
  readonly values: object
}
type Slos = { readonly slos: readonly Slo[] }

let measuring: Measuring
let api: TestApi
beforeAll(async () => {
  measuring = await openMeasuring()
  await tellHistory(measuring, smallPlan(now))
  api = await startApi(measuring.store, measuring.slis)
})
afterAll(async () => {
  await api.stop()
  await measuring.close()
})

/** Stored to the second. */
const toSecond = (time: string | null) => (time === null ? null : time.slice(0, 19))

describe('GET /slos', () => {
  test('tells every number that the report tells', async () => {
    const { slos } = (await api.get('/slos')) as Slos
    const reported = (await evaluateSlos(measuring.store, measuring.slis, now / 1_000)).map(
      ({ evaluation }) => evaluation,
    )
    expect(slos.map(({ slo }) => slo)).toEqual(reported.map(({ slo }) => slo))
    for (const [index, { windows: _, input, ...told }] of reported.entries()) {
      const shown = slos[index]
      expect(shown).toMatchObject({
        ...told,
        budget: {
          ...told.budget,
          exhausts_at: expect.toSatisfy((t) => toSecond(t) === toSecond(told.budget.exhausts_at)),
        },
      })
    }
    expect(slos.filter(({ total }) => total > 0).length).toBeGreaterThan(15)
  })

  test('adds up the links of an account, and gives no number where there are none', async () => {
    const evaluating = await evaluateSlos(measuring.store, measuring.slis, now / 1_000)
    const actions = evaluating.find(({ slo }) => slo.name === 'm03-action-success')
    if (actions === undefined) throw new Error('M3 was not evaluated')
    const links = await evaluateLinks(measuring.store, actions)
    const account = links[0]?.target_account ?? ''
    const mine = links.filter((one) => one.target_account === account || one.source_account === account)
    const sum = (column: 'good' | 'total') => mine.reduce((total, link) => total + link[column], 0)
    expect(sum('total')).toBeGreaterThan(0)

    const { slos } = (await api.get(`/slos?account=${account}`)) as Slos
    expect(slos.find(({ slo }) => slo === 'm03-action-success')).toMatchObject({
      good: sum('good'),
      total: sum('total'),
      ratio: sum('good') / sum('total'),
    })
    const nobody = (await api.get('/slos?account=000000000000')) as Slos
    expect(nobody.slos.map(({ ratio }) => ratio)).toEqual(slos.map(() => null))
  })

  test('tells what was believed at a time: before the first evaluation, nothing', async () => {
    const { slos } = (await api.get('/slos?at=2020-01-01T00:00:00Z')) as {
      slos: { status: string; evaluated_at: string | null }[]
    }
    expect(new Set(slos.map(({ status }) => status))).toEqual(new Set(['no_data']))
    expect(new Set(slos.map(({ evaluated_at }) => evaluated_at))).toEqual(new Set([null]))
  })
})

describe('GET /slos/{name}', () => {
  interface Detail {
    readonly standing: { readonly good: number; readonly budget: { readonly remaining_ratio: number } }
    readonly alerts: { long: { window: string; burn_rate: number | null } | null; alert: string }[]
    readonly burn_down: { points: { good: number; remaining_ratio: number }[]; incidents: unknown[] }
    readonly worst_links: { good: number; total: number; remaining_ratio: number }[]
    readonly alert_history: {
      alert: string
      reason: string
      firing: boolean
      now: { reason: string; fires: boolean }
    }[]
    readonly definition: { sql: string }
  }
  const detail = async (slo: string) => (await api.get(`/slos/${slo}`)) as Detail

  test('burns down to what the evaluation says is left', async () => {
    const { standing, burn_down } = await detail('m03-action-success')
    expect(burn_down.points.reduce((sum, { good }) => sum + good, 0)).toBe(standing.good)
    expect(burn_down.points.at(-1)?.remaining_ratio).toBeCloseTo(standing.budget.remaining_ratio, 9)
  })

  test('shows the burn rate of each window beside the factor that is allowed', async () => {
    const { alerts } = await detail('m03-action-success')
    const reported = (await evaluateSlos(measuring.store, measuring.slis, now / 1_000)).find(
      ({ slo }) => slo.name === 'm03-action-success',
    )?.evaluation
    const sides = alerts.flatMap(({ long }) => (long === null ? [] : [long]))
    expect(sides.length).toBeGreaterThan(2)
    for (const { window, burn_rate } of sides) expect(burn_rate).toBe(reported?.burn_rate[window])
  })

  test('knows the same now as was known then, while nothing came late', async () => {
    const { alert_history } = await detail('m03-action-success')
    expect(alert_history.length).toBeGreaterThan(2)
    for (const { reason, now } of alert_history) expect(now.reason).toBe(reason)
  })

  test('knows more now, once something came late', async () => {
    const before = await detail('m01-cross-account-auth-success')
    const [link] = await measuring.store.rows<object>(
      `SELECT source_account, role, target_account FROM link_registry WHERE state = 'active' LIMIT 1`,
    )
    await measuring.tell(
      Array.from({ length: 400 }, (_, index) => ({
        ...{ kind: 'token_issuance', event_id: `late ${index}`, request_id: `late ${index}`, ...link },
        ...{ time: now - 20 * 60_000, outcome: 'auth_error', error_type: 'missing_trust' },
      })),
    )
    await updateTiers(measuring.store, measuring.slis)
    const blind = await startApi(measuring.store, measuring.slis)
    const after = (await blind.get('/slos/m01-cross-account-auth-success')) as Detail
    await blind.stop()
    expect(before.alert_history.map(({ reason }) => reason)).toEqual(
      after.alert_history.map(({ reason }) => reason),
    )
    const told = after.alert_history.find(
      ({ alert, firing, now }) => alert.startsWith('page-') && !firing && now.fires,
    )
    expect(told).toMatchObject({ firing: false, now: { reason: expect.stringContaining('bad; allowed') } })
  })

  test('tells the worst links first, and the SQL', async () => {
    const { worst_links, definition } = await detail('m03-action-success')
    expect(worst_links.length).toBeGreaterThan(5)
    expect(definition.sql).toContain('counted_actions')
  })
})
