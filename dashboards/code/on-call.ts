/** For who was woken: what fires, why, since when, and what else is wrong right now. */
import { dashboard } from './dashboard.ts'
import { falling, rising, series, stat, table } from './panels.ts'
import { lines, now, over, rows } from './queries.ts'
import { account, page, role } from './variables.ts'

export const onCall = dashboard({
  uid: 'linkmeter-on-call',
  title: 'On-call',
  description: 'What fires and why, and what else is wrong right now.',
  range: '6h',
  variables: [account(), role(), page()],
  rows: {
    Alerts: [
      stat(
        {
          title: 'Pages and tickets firing',
          description: 'Alerts of SLOs that fire, by severity.',
          width: 4,
          height: 8,
          thresholds: falling(1, 1),
          links: { 'On-call': '${page}/on-call' },
        },
        now(
          'sum(max by (slo, alert) (linkmeter_alert_firing{severity="page"}))',
          'sum(max by (slo, alert) (linkmeter_alert_firing{severity="ticket"}))',
        ),
      ),
      table(
        {
          title: 'Firing and frozen',
          description:
            'Alerts that fire, or stand still since an input is behind or silent; with the reason as decided.',
          width: 20,
          none: 'nothing fires',
          columns: {
            slo: { width: 240, link: ['SLO', '/d/linkmeter-slo?var-slo=${__data.fields.slo}'] },
            severity: { width: 80 },
            state: { width: 80 },
          },
        },
        rows('firing-alerts'),
      ),
      series(
        {
          title: 'Burn rates over 1 h',
          description: 'How many times faster than allowed each budget burns. 14.4 pages.',
          width: 12,
          unit: 'short',
          thresholds: falling(1, 14.4),
        },
        over({ '{{slo}}': 'max by (slo) (linkmeter_slo_burn_rate{window="1h"})' }),
      ),
      series(
        {
          title: 'Inputs',
          description:
            '1 while an input keeps up, 0 while it is behind or silent: then what needs it is not judged further.',
          width: 12,
          unit: 'bool_yes_no',
        },
        over({ '{{source}} on {{topic}}': 'max by (source, topic) (linkmeter_input_live)' }),
      ),
    ],
    'Tokens and actions': [
      stat(
        {
          title: 'Exchanges that succeed, last hour',
          description: 'M1 over 1 h. All attempts of a request are one exchange.',
          width: 4,
          unit: 'percentunit',
          decimals: 2,
          thresholds: rising(0.9856, 0.999),
          links: { SLO: '/d/linkmeter-slo?var-slo=m01-cross-account-auth-success' },
        },
        now('max(linkmeter_sli_ratio{slo="m01-cross-account-auth-success",window="1h"})'),
      ),
      series(
        {
          title: 'Time to issue a token',
          description: 'p50 and p95 of successful issuances by the minute. The objective: p95 under 500 ms.',
          width: 10,
          unit: 'ms',
          thresholds: falling(500, 500),
        },
        lines('issuance-latency'),
      ),
      series(
        {
          title: 'Denials',
          description: 'Token requests and actions that were denied, by the minute and error type.',
          width: 10,
          unit: 'short',
          none: 'no denials',
        },
        lines('denials'),
      ),
      table(
        {
          title: 'Top denied principals',
          description:
            'Who is denied most over the range, and why. Many of one: a broken deployment, or somebody tries doors.',
          width: 12,
          none: 'no denials',
        },
        rows('top-denied-principals'),
      ),
      table(
        {
          title: 'Revocations',
          description: 'Recent ones, and whether they took effect. still_allowed: used more than 30 s after.',
          width: 12,
          none: 'no revocations',
          columns: { effective_after_s: { unit: 's', decimals: 1 } },
        },
        rows('revocations'),
      ),
    ],
    'What else is wrong': [
      table(
        {
          title: 'Active incidents',
          description: 'Opened and not resolved, the most severe first.',
          width: 12,
          none: 'no incident is open',
        },
        rows('active-incidents'),
      ),
      table(
        {
          title: 'Failed deployments',
          description: 'Deployments that failed in the range.',
          width: 12,
          none: 'none failed',
        },
        rows('failed-deployments'),
      ),
      table(
        {
          title: 'Administration in the last hour',
          description: 'Policies that were changed, by whom, planned or not.',
          width: 12,
          none: 'nothing was changed',
        },
        rows('recent-policy-changes'),
      ),
      table(
        {
          title: 'Critical findings',
          description: 'Open findings of severity 9 and above.',
          width: 12,
          none: 'no critical finding is open',
        },
        rows('critical-findings'),
      ),
      table(
        {
          title: 'Failed log deliveries',
          description: 'Deliveries of audit logs that failed in the range.',
          width: 24,
          none: 'none failed',
        },
        rows('failed-deliveries'),
      ),
    ],
  },
})
