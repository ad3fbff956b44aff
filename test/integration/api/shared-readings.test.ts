/** What is read for all SLOs and accounts at once is what a statement tells of the one that is asked for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSql } from '../../../src/clickhouse/sql-file.ts'
import type { Store } from '../../../src/clickhouse/store.ts'
import { startApi, type TestApi } from '../../support/api.ts'
import { type Measuring, openMeasuring } from '../../support/measuring.ts'
import { smallPlan, tellHistory } from '../../support/simulated-history.ts'

const now = Math.floor(Date.now() / 60_000) * 60_000
/** It stands still, so that nothing that is kept grows old. */
const at_ms = now + 60_000
const HOUR_S = 3_600
const [first, second, neither] = ['111111111111', '222222222222', '333333333333'] as const

let measuring: Measuring
let api: TestApi
/** Statements that were asked, in order. */
const asked: string[] = []
beforeAll(async () => {
  measuring = await openMeasuring()
  await tellHistory(measuring, smallPlan(now))
  await measuring.tell([...told(first, 'non_compliant'), ...told(second, 'compliant')])
  api = await startApi(noting(measuring.store), measuring.slis, { clock: { now: () => at_ms } })
})
afterAll(async () => {
  await api.stop()
  await measuring.close()
})

function told(account: string, status: string): object[] {
  const of = { time: now - 600_000, target_account: account }
  return [
    {
      kind: 'incident',
      event_id: `i ${account}`,
      incident_id: account,
      severity: 'sev1',
      status: 'opened',
      ...of,
    },
    {
      kind: 'incident',
      event_id: `j ${account}`,
      incident_id: account,
      severity: 'sev3',
      status: 'opened',
      ...of,
    },
    {
      kind: 'finding',
      event_id: `f ${account}`,
      finding_id: account,
      finding_type: 'odd',
      severity: 9,
      ...of,
    },
    { kind: 'deployment', event_id: `d ${account}`, deploy_id: account, outcome: 'service_error', ...of },
    {
      kind: 'action',
      event_id: `a ${account}`,
      request_id: `a ${account}`,
      operation: 'GetObject',
      role: `role of ${account}`,
      source_account: neither,
      outcome: 'auth_error',
      error_type: 'access_denied',
      ...of,
    },
    { kind: 'compliance_check', event_id: `c ${account}`, rule: 'mfa', status, ...of },
  ]
}

function noting(store: Store): Store {
  return {
    ...store,
    rows: (sql, parameters) => {
      asked.push(sql)
      return store.rows(sql, parameters)
    },
  }
}

describe('an objective', () => {
  const slos = [
    'm01-cross-account-auth-success',
    'm03-action-success',
    'm09-unauthorized-attempts',
    'm08-permission-drift',
  ]

  test.each(slos)('%s is the same as when it is asked for alone, as of this moment', async (slo) => {
    const shared = (await api.get(`/slos/${slo}`)) as { burn_down: { points: unknown[] } }
    const alone = await api.get(`/slos/${slo}?at=${new Date(at_ms).toISOString()}`)
    expect(shared).toEqual(alone)
    expect(shared.burn_down.points.length).toBeGreaterThan(0)
  })

  test('costs no statement once another has been asked for', async () => {
    await api.get('/slos/m01-cross-account-auth-success')
    asked.length = 0
    await api.get('/slos/m02-token-issuance-latency')
    expect(asked).toEqual([])
  })
})

describe('the overview', () => {
  interface Overview {
    readonly incidents: { opened: number; critical: number; open: number } | null
    readonly findings: { critical: number; high: number } | null
    readonly compliance: { compliant: number; checked: number }
    readonly spend: { by_account: { account: string; amount: string }[] }
  }
  const overview = async (account: string) => (await api.get(`/overview?account=${account}`)) as Overview

  test('of an account has what was told of it, and null where nothing ever was', async () => {
    expect(await overview(first)).toMatchObject({
      incidents: { opened: 1, critical: 0, open: 1 },
      findings: { critical: 1, high: 0 },
      compliance: { compliant: 0, checked: 1 },
    })
    expect(await overview(second)).toMatchObject({ compliance: { compliant: 1, checked: 1 } })
    expect(await overview(neither)).toMatchObject({
      incidents: null,
      findings: null,
      compliance: { checked: 0 },
    })
  })

  test('of all has theirs and no more than once', async () => {
    const [counted] = await measuring.store.rows<{ incidents: number; findings: number; checks: number }>(
      `SELECT
         (SELECT uniqExact(incident_id) FROM incidents) AS incidents,
         (SELECT uniqExact(finding_id) FROM findings WHERE severity >= 9 AND NOT sample AND status = 'open') AS findings,
         (SELECT uniqExact(target_account, region, rule) FROM compliance_checks WHERE status LIKE '%compliant') AS checks`,
    )
    const all = (await api.get('/overview')) as Overview
    expect(all.incidents?.opened).toBe(counted?.incidents)
    expect(all.findings?.critical).toBe(counted?.findings)
    expect(all.compliance.checked).toBe(counted?.checks)
  })

  test('of another account asks for its links alone', async () => {
    await overview(first)
    asked.length = 0
    await overview('444444444444')
    expect(asked.toSorted()).toEqual(
      ['slo-scope', 'slo-scope-trend', 'link-counts']
        .map((name) => readSql(`queries/api/${name}`))
        .toSorted(),
    )
  })
})

describe('on call', () => {
  interface OnCall {
    readonly denials: { source_account: string; target_account: string; role: string }[]
    readonly incidents: { incident_id: string; severity: string }[]
    readonly failed_deployments: { deploy_id: string }[]
    readonly critical_findings: { finding_id: string }[]
  }
  const oncall = async (filter: string) => (await api.get(`/oncall?${filter}`)) as OnCall

  test('an account has its own incidents, deployments and findings', async () => {
    const { incidents, failed_deployments, critical_findings } = await oncall(`account=${first}`)
    expect(incidents).toMatchObject([{ incident_id: first, severity: 'sev3' }])
    expect(failed_deployments.map(({ deploy_id }) => deploy_id)).toEqual([first])
    expect(critical_findings.map(({ finding_id }) => finding_id)).toEqual([first])
  })

  test('the denials of an account or a role are those that its own statement tells', async () => {
    const [some] = (await oncall('')).denials
    if (some === undefined) throw new Error('nobody was denied')
    const to = Math.ceil(at_ms / 1_000)
    for (const scope of [
      { account: some.source_account, role: '' },
      { account: some.target_account, role: '' },
      { account: '', role: some.role },
      { account: some.target_account, role: some.role },
    ]) {
      const rows = await measuring.store.rows(readSql('queries/api/denials'), {
        ...{ from: to - HOUR_S, to, most: 200 },
        ...scope,
      })
      const filter = Object.entries(scope).filter(([, value]) => value !== '')
      const { denials } = await oncall(new URLSearchParams(filter).toString())
      expect(denials).toEqual(rows)
      expect(rows.length).toBeGreaterThan(0)
    }
  })
})
