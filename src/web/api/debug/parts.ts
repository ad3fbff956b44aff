/** The parts of the debug view that are rows over a range: failures, changes, quotas, anomalies, deliveries. */
import { z } from 'zod'
import { rowsEndpoint } from '../rows.ts'

const moment = z.iso.datetime()
const text = z.string()
const count = z.number()
const decimal = z.string().describe('A decimal, as text')

export const failures = rowsEndpoint({
  name: 'failures',
  path: '/debug/failures',
  summary: 'Calls that failed, by operation and error, the most frequent first',
  query: 'failures',
  row: z.object({
    operation: text,
    outcome: text,
    error_type: text,
    target_account: text,
    role: text,
    calls: count,
    principals: count,
    last_at: moment,
    correlation_id: text.describe('Of the last call'),
  }),
  usual_days: 1,
  longest_days: 7,
})

export const exchangeFailures = rowsEndpoint({
  name: 'exchange_failures',
  path: '/debug/exchange-failures',
  summary: 'Exchanges of tokens that failed, AssumeRole among them, by mechanism, broker and error',
  query: 'exchange-failures',
  row: z.object({
    mechanism: text,
    broker: text,
    outcome: text,
    error_type: text,
    source_account: text,
    role: text,
    target_account: text,
    attempts: count,
    last_at: moment,
    correlation_id: text.describe('Of the last attempt'),
  }),
  usual_days: 1,
  longest_days: 7,
})

export const permissionChanges = rowsEndpoint({
  name: 'permission_changes',
  path: '/debug/permission-changes',
  summary: 'Policy changes with their diff, and what links were granted and lost, the latest first',
  query: 'permission-changes',
  row: z.object({
    time: moment,
    kind: z.enum(['policy_change', 'link_lifecycle']),
    event_id: text,
    source_account: text,
    role: text,
    target_account: text,
    actor: text,
    change_type: text,
    policy: text,
    planned: z.boolean().nullable(),
    added: z.array(text),
    removed: z.array(text),
    diff: text,
  }),
  usual_days: 7,
  longest_days: 31,
})

export const quotas = rowsEndpoint({
  name: 'quotas',
  path: '/debug/quotas',
  summary: 'Use of service quotas by the last sample, the one nearest to its limit first',
  query: 'quotas',
  row: z.object({
    account: text,
    region: text,
    service: text,
    quota: text,
    limit_value: count,
    used_value: count,
    headroom_ratio: count,
    sampled_at: moment,
  }),
  usual_days: 1,
  longest_days: 7,
})

export const anomalies = rowsEndpoint({
  name: 'anomalies',
  path: '/debug/anomalies',
  summary: 'Services that cost more than they usually do, and new ones, the latest day first',
  query: 'anomalies',
  row: z.object({
    day: z.iso.date(),
    account: text,
    service: text,
    currency: text,
    verdict: z.enum(['anomaly', 'new']),
    cost: decimal,
    median: decimal.nullable(),
    threshold: decimal.nullable(),
  }),
  usual_days: 14,
  longest_days: 31,
})

export const failedDeliveries = rowsEndpoint({
  name: 'failed_deliveries',
  path: '/debug/deliveries',
  summary: 'Log files that were not delivered, the latest first',
  query: 'failed-deliveries',
  row: z.object({
    object_key: text,
    log_type: text,
    account: text,
    attempts: count,
    last_at: moment,
    last_outcome: text,
  }),
  usual_days: 1,
  longest_days: 31,
  more: { most: 100 },
})
