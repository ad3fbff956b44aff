/** For who looks for a cause: one request from exchange to audit, brokers, policies, quotas, what was rejected. */
import { dashboard } from './dashboard.ts'
import { series, table } from './panels.ts'
import { lines, rows } from './queries.ts'
import { account, correlation, page, role } from './variables.ts'

export const debug = dashboard({
  uid: 'linkmeter-debug',
  title: 'Debug',
  description: 'One request from exchange to audit; brokers, policies, quotas, and what was rejected.',
  range: '6h',
  variables: [correlation(), account(), role(), page()],
  rows: {
    'One request': [
      table(
        {
          title: 'Trace of a correlation id',
          description:
            'Exchange attempts, actions, audit records and revocations that carry the id, in order.',
          width: 24,
          none: 'put a correlation id in above',
          links: { Trace: '${page}/debug?correlation_id=${correlation_id}' },
        },
        rows('trace'),
      ),
    ],
    Brokers: [
      series(
        { title: 'CPU', description: 'Of each token broker.', width: 8, unit: 'percentunit' },
        lines('broker-cpu'),
      ),
      series(
        { title: 'Memory', description: 'Of each token broker.', width: 8, unit: 'bytes' },
        lines('broker-memory'),
      ),
      series(
        {
          title: 'Queues',
          description: 'Requests that wait in each broker, and audit records that wait to be written.',
          width: 8,
          unit: 'short',
        },
        lines('broker-queues'),
      ),
    ],
    Failures: [
      series(
        {
          title: 'Failed actions',
          description: 'By error type, errors of the caller included.',
          width: 12,
          unit: 'short',
          none: 'none failed',
        },
        lines('failed-actions'),
      ),
      table(
        {
          title: 'Token requests that failed',
          description: 'By role and error type; the newest last.',
          width: 12,
          none: 'none failed',
        },
        rows('failed-issuances'),
      ),
    ],
    'Policies, quotas, cost': [
      table(
        {
          title: 'Policy changes',
          description: 'The newest 100 in the range, with what changed as told.',
          width: 12,
          none: 'nothing was changed',
        },
        rows('policy-changes'),
      ),
      table(
        {
          title: 'Permission incidents',
          description: 'Unplanned changes after which somebody is denied what worked before (M8).',
          width: 12,
          none: 'none in the range',
        },
        rows('permission-incidents'),
      ),
      table(
        {
          title: 'Quotas nearly used up',
          description: 'Less than 40 % was left at some time.',
          width: 12,
          columns: { headroom: { unit: 'percentunit', decimals: 1 } },
          none: 'none',
        },
        rows('low-quotas'),
      ),
      table(
        {
          title: 'Billing anomalies',
          description: 'Services that cost far more than on the same weekday before (A4).',
          width: 12,
          none: 'none in the range',
        },
        rows('billing-anomalies'),
      ),
    ],
    'What was rejected': [
      table(
        {
          title: 'Dead letters',
          description: 'Records that could not be read, by source and reason, with an example.',
          width: 24,
          none: 'nothing was rejected',
          links: { 'Dead letters': '${page}/debug' },
        },
        rows('dead-letters'),
      ),
    ],
  },
})
