/** GET /oncall: what somebody who was just woken needs: what fires, what fails now, what changed lately. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import { firingAlerts } from './alert-rows.ts'
import { endpoint } from './endpoint.ts'
import { parametersOf, scope, scopeOf } from './parameters.ts'
import { burnDown, incidentsOf } from './slo-burn-down.ts'
import { alertState } from './slo-policies.ts'
import { standingRows } from './slo-standing.ts'

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
    incidents: burnDown.shape.incidents.describe('Those that are open'),
    failed_deployments: z.array(deployment).describe('Of the last day'),
    admin_events: z.array(adminEvent).describe('Of the last hour'),
    critical_findings: z.array(finding),
    failed_deliveries: z.array(delivery).describe('Of the last day'),
  }),
  read: async ({ parameters }, { store, slos, clock }) => {
    const now_ms = clock.now()
    const asked = scopeOf(parameters)
    const { account } = asked
    const to = Math.ceil(now_ms / 1_000)
    const hour = { from: to - HOUR_S, to }
    const day = { from: to - DAY_S, to }
    const definitions = slos.map(({ slo }) => slo)
    const rows = <Row extends object>(query: string, more: object) =>
      store.rows<Row>(readSql(`queries/api/${query}`), { ...more })
    const [alerts, raisedRows, evaluations, [issuance], denials, incidents] = await Promise.all([
      firingAlerts(store, definitions, now_ms),
      rows<z.output<typeof raised>>('raised-alerts', { account }),
      standingRows(
        store,
        definitions.filter(({ name }) => name === AUTH),
        now_ms,
      ),
      rows<{ quantiles_ms: (number | null)[]; total: number }>('recent-quantiles', {
        ...hour,
        slo: ISSUANCE,
      }),
      rows<z.output<typeof denial>>('denials', { ...hour, ...asked }),
      incidentsOf(store, { ...day, account, severities: ['sev1', 'sev2', 'sev3', 'sev4'], open_only: true }),
    ])
    const [failed_deployments, admin_events, critical_findings, failed_deliveries] = await Promise.all([
      rows<z.output<typeof deployment>>('failed-deployments', { ...day, account }),
      rows<z.output<typeof adminEvent>>('admin-events', { ...hour, ...asked }),
      rows<z.output<typeof finding>>('open-findings', { account, severity: 9 }),
      rows<z.output<typeof delivery>>('failed-deliveries', { ...day, account }),
    ])
    const facts = new Map(definitions.map((slo) => [slo.name, slo]))
    return {
      at: new Date(now_ms).toISOString(),
      alerts: alerts
        .map(({ decided_at: _, ...state }) => ({
          ...state,
          title: facts.get(state.slo)?.title ?? '',
          owner: facts.get(state.slo)?.owner ?? '',
          runbook: facts.get(state.slo)?.runbook ?? '',
        }))
        .toSorted((one, other) => rank(one) - rank(other) || (one.since < other.since ? 1 : -1)),
      raised: raisedRows,
      auth_success: windowsOf(evaluations.get(AUTH)?.window_events ?? {}),
      issuance: {
        p50_seconds: seconds(issuance?.quantiles_ms[0]),
        p95_seconds: seconds(issuance?.quantiles_ms[1]),
        total: issuance?.total ?? 0,
      },
      denials,
      top_denied: topOf(denials),
      ...{ incidents, failed_deployments, admin_events, critical_findings, failed_deliveries },
    }
  },
})

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
