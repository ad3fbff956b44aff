/** GET /oncall: what somebody who was just woken needs: what fires, what fails now, what changed lately. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import { firingAmong, latestAlerts } from './alert-rows.ts'
import { endpoint } from './endpoint.ts'
import { incident, latestIncidents, openAmong } from './incidents.ts'
import { parametersOf, scope, scopeOf } from './parameters.ts'
import type { Reading } from './readings.ts'
import { isOfLink, type ScopedRows, scopedRows } from './scoped-rows.ts'
import { alertState } from './slo-policies.ts'
import { latestStandings, type Scope } from './slo-standing.ts'

const moment = z.iso.datetime()
const text = z.string()
const count = z.number()
const number = z.number().nullable()
const link = { source_account: text, role: text, target_account: text }

const alert = z.object({
  slo: text,
  title: text,
  owner: text,
  runbook: text,
  alert: text,
  severity: text,
  state: alertState,
  firing: z.boolean(),
  since: moment,
  reason: text,
})

const raised = z.object({
  origin: text.describe('link: a budget of one link; detection'),
  alert: text,
  subject: text,
  severity: text,
  since: moment,
  reason: text,
  labels: z.record(text, text),
  annotations: z.record(text, text),
})

const denial = z.object({
  kind: z.enum(['action', 'token_issuance']),
  principal: text,
  error_type: text,
  ...link,
  operation: text,
  attempts: count,
  last_at: moment,
  source_ips: z.array(text).describe('Ten at most'),
  correlation_id: text.describe('Of the last attempt'),
})

const deployment = z.object({
  deploy_id: text,
  ended_at: moment,
  last_outcome: text,
  environment: text,
  account: text,
})
const adminEvent = z.object({ time: moment, kind: text, who: text, what: text, ...link })
const finding = z.object({
  finding_id: text,
  finding_type: text,
  severity: count,
  account: text,
  found_at: moment,
  updated_at: moment,
})
const delivery = z.object({
  object_key: text,
  log_type: text,
  account: text,
  attempts: count,
  last_at: moment,
  last_outcome: text,
})
const window = z.object({ window: text, good: count, total: count, ratio: number })

const HOUR_S = 3_600
const DAY_S = 86_400
const AUTH = 'm01-cross-account-auth-success'
const ISSUANCE = 'm02-token-issuance-latency'

export const oncall = endpoint({
  name: 'oncall',
  path: '/oncall',
  summary: 'What fires, what fails now, what changed lately',
  parameters: parametersOf(scope),
  answer: z.object({
    at: moment,
    alerts: z.array(alert).describe('Firing and frozen ones, pages first'),
    raised: z.array(raised).describe('Alerts about one thing of many: a link, a principal, a broker'),
    auth_success: z.array(window).describe('Of all accounts, over the windows of the newest evaluation'),
    issuance: z
      .object({ p50_seconds: number, p95_seconds: number, total: count })
      .describe('Of all accounts, over the last hour'),
    denials: z.array(denial).describe('Of the last hour, the latest first'),
    top_denied: z.array(z.object({ principal: text, attempts: count })).describe('Of the last hour'),
    incidents: z.array(incident).describe('Those that are open'),
    failed_deployments: z.array(deployment).describe('Of the last day'),
    admin_events: z.array(adminEvent).describe('Of the last hour'),
    critical_findings: z.array(finding),
    failed_deliveries: z.array(delivery).describe('Of the last day'),
  }),
  read: async ({ parameters }, sources) => {
    const { readings, slos, clock } = sources
    const now_ms = clock.now()
    const asked = scopeOf(parameters)
    const definitions = slos.map(({ slo }) => slo)
    const [alerts, evaluations, timed, incidents] = await Promise.all([
      readings.get(latestAlerts),
      readings.get(latestStandings),
      readings.get(latestIssuance),
      readings.get(latestIncidents),
    ])
    const [raised, denials, deployments, events, findings, deliveries] = await Promise.all([
      scopedRows(raisedAlerts, asked, sources),
      scopedRows(latestDenials, asked, sources),
      scopedRows(failedDeployments, asked, sources),
      scopedRows(adminEvents, asked, sources),
      scopedRows(criticalFindings, asked, sources),
      scopedRows(failedDeliveries, asked, sources),
    ])
    const facts = new Map(definitions.map((slo) => [slo.name, slo]))
    return {
      at: new Date(now_ms).toISOString(),
      alerts: firingAmong(alerts)
        .map(({ decided_at: _, ...state }) => ({
          ...state,
          title: facts.get(state.slo)?.title ?? '',
          owner: facts.get(state.slo)?.owner ?? '',
          runbook: facts.get(state.slo)?.runbook ?? '',
        }))
        .toSorted((one, other) => rank(one) - rank(other) || (one.since < other.since ? 1 : -1)),
      raised,
      auth_success: windowsOf(evaluations.get(AUTH)?.window_events ?? {}),
      issuance: {
        p50_seconds: seconds(timed?.quantiles_ms[0]),
        p95_seconds: seconds(timed?.quantiles_ms[1]),
        total: timed?.total ?? 0,
      },
      denials,
      top_denied: topOf(denials),
      incidents: openAmong(incidents, asked.account),
      failed_deployments: deployments,
      admin_events: events,
      critical_findings: findings,
      failed_deliveries: deliveries,
    }
  },
})

const latestIssuance: Reading<Timed | null> = {
  name: 'issuance of the last hour',
  fresh_ms: 5_000,
  read: async ({ store, now_ms }) => {
    const to = Math.ceil(now_ms / 1_000)
    const asked = { slo: ISSUANCE, from: to - HOUR_S, to }
    const [row] = await store.rows<Timed>(readSql('queries/api/recent-quantiles'), asked)
    return row ?? null
  },
}

interface Timed {
  readonly quantiles_ms: (number | null)[]
  readonly total: number
}

const raisedAlerts: ScopedRows<z.output<typeof raised>> = {
  ...{ query: 'raised-alerts', fresh_ms: 5_000, seconds: HOUR_S, most_shown: 200 },
  isOf: ({ labels }, { account }) => account === '' || Object.values(labels).includes(account),
}
const latestDenials: ScopedRows<z.output<typeof denial>> = {
  ...{ query: 'denials', fresh_ms: 10_000, seconds: HOUR_S, most_shown: 200 },
  isOf: isOfLink,
}
const failedDeployments: ScopedRows<z.output<typeof deployment>> = {
  ...{ query: 'failed-deployments', fresh_ms: 15_000, seconds: DAY_S, most_shown: 100 },
  isOf: isOfAccount,
}
const adminEvents: ScopedRows<z.output<typeof adminEvent>> = {
  ...{ query: 'admin-events', fresh_ms: 15_000, seconds: HOUR_S, most_shown: 200 },
  isOf: isOfLink,
}
const criticalFindings: ScopedRows<z.output<typeof finding>> = {
  ...{ query: 'open-findings', parameters: { severity: 9 } },
  ...{ fresh_ms: 15_000, seconds: DAY_S, most_shown: 100 },
  isOf: isOfAccount,
}
const failedDeliveries: ScopedRows<z.output<typeof delivery>> = {
  ...{ query: 'failed-deliveries', fresh_ms: 15_000, seconds: DAY_S, most_shown: 100 },
  isOf: isOfAccount,
}

function isOfAccount(row: { readonly account: string }, { account }: Scope): boolean {
  return account === '' || row.account === account
}

function rank({ firing, severity }: { firing: boolean; severity: string }): number {
  return (firing ? 0 : 2) + (severity === 'page' ? 0 : 1)
}

function windowsOf(events: Readonly<Record<string, { readonly good: number; readonly total: number }>>) {
  return Object.entries(events).map(([window, { good, total }]) => ({
    ...{ window, good, total },
    ratio: total === 0 ? null : good / total,
  }))
}

function seconds(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : ms / 1_000
}

const MOST_PRINCIPALS = 10

function topOf(denials: readonly { principal: string; attempts: number }[]) {
  const sums = new Map<string, number>()
  for (const { principal, attempts } of denials) sums.set(principal, (sums.get(principal) ?? 0) + attempts)
  return [...sums]
    .map(([principal, attempts]) => ({ principal, attempts }))
    .toSorted((one, other) => other.attempts - one.attempts)
    .slice(0, MOST_PRINCIPALS)
}
