/** For who answers for it: are objectives met, where is the risk, what does it cost? */
import { dashboard } from './dashboard.ts'
import { falling, rising, series, stat, table } from './panels.ts'
import { lines, now, over, rows } from './queries.ts'
import { account, page, role } from './variables.ts'

export const executive = dashboard({
  uid: 'linkmeter-executive',
  title: 'Executive',
  description:
    'Are the objectives met, where is the risk, what does it cost? As of now, over the last 30 days.',
  range: '30d',
  variables: [account(), role(), page()],
  rows: {
    Objectives: [
      stat(
        {
          title: 'Objectives met',
          description:
            'SLOs whose newest evaluation says met, and those that are breached, incomplete or without data.',
          width: 6,
          links: { Overview: '${page}/' },
        },
        rows('objectives-by-status'),
      ),
      stat(
        {
          title: 'Cross-account actions that succeed',
          description: 'M3 over 30 days. Errors of the caller are left aside.',
          width: 4,
          unit: 'percentunit',
          decimals: 3,
          thresholds: rising(0.995, 0.99625),
          links: { SLO: '/d/linkmeter-slo?var-slo=m03-action-success' },
        },
        now('max(linkmeter_sli_ratio{slo="m03-action-success",window="30d"})'),
      ),
      stat(
        {
          title: 'Actions on record',
          description: 'M5 over 30 days: actions whose audit record came within 15 minutes.',
          width: 4,
          unit: 'percentunit',
          decimals: 3,
          thresholds: rising(0.9999, 0.999925),
          links: { SLO: '/d/linkmeter-slo?var-slo=m05-audit-delivery' },
        },
        now('max(linkmeter_sli_ratio{slo="m05-audit-delivery",window="30d"})'),
      ),
      stat(
        {
          title: 'CloudTrail files received',
          description: 'A1 over 30 days: log files that digests list and that came with the right hash.',
          width: 4,
          unit: 'percentunit',
          decimals: 3,
          thresholds: rising(0.999, 0.99925),
          links: { SLO: '/d/linkmeter-slo?var-slo=a01-cloudtrail-completeness' },
        },
        now('max(linkmeter_sli_ratio{slo="a01-cloudtrail-completeness",window="30d"})'),
      ),
      stat(
        {
          title: 'Compliance posture',
          description: 'Checks that pass, each rule of each account at its newest.',
          width: 3,
          unit: 'percentunit',
          decimals: 1,
          thresholds: rising(0.9, 0.97),
        },
        rows('compliance-posture'),
      ),
      stat(
        {
          title: 'Open high findings',
          description: 'Findings of severity 7 and above that are open, each once. Samples are left out.',
          width: 3,
          thresholds: falling(1, 5),
        },
        rows('open-high-findings'),
      ),
      table(
        {
          title: 'Every objective',
          description:
            'The newest evaluation of each SLO: what is breached first, then what has least budget left.',
          width: 14,
          height: 12,
          columns: {
            slo: { width: 260, link: ['SLO', '/d/linkmeter-slo?var-slo=${__data.fields.slo}'] },
            value: { unit: 'percentunit', decimals: 3 },
            objective: { unit: 'percentunit', decimals: 2 },
            budget_left: { unit: 'percentunit', decimals: 1 },
          },
        },
        rows('every-objective'),
      ),
      series(
        {
          title: 'Error budget left',
          description: '100 %: unspent. Below 0: more was spent than the objective allows.',
          width: 10,
          height: 12,
          unit: 'percentunit',
        },
        over({ '{{slo}}': 'max by (slo) (linkmeter_slo_error_budget_remaining_ratio)' }),
      ),
    ],
    Risk: [
      stat(
        {
          title: 'Links in use, and at risk',
          description:
            'Links used in the last 30 days; of all links those with a risk score of 50 and above; the highest score.',
          width: 8,
          links: { Links: '${page}/links' },
        },
        rows('link-risk'),
      ),
      stat(
        {
          title: 'Severe incidents in 30 days',
          description:
            'Incidents of severity 1 and 2 opened, each once; and those of them that are still open.',
          width: 6,
          thresholds: falling(1, 2),
        },
        rows('severe-incidents'),
      ),
      table(
        {
          title: 'Riskiest links',
          description: 'The risk score is the sum of its parts.',
          width: 10,
          columns: {
            link: { width: 360, link: ['Link', '/d/linkmeter-link?var-link=${__data.fields.link}'] },
            risk_score: { width: 90 },
          },
        },
        rows('riskiest-links'),
      ),
    ],
    Cost: [
      series(
        {
          title: 'Billed a day',
          description: 'As billed, in all and for what was done through links. In the bill’s own currency.',
          width: 14,
          unit: 'short',
          decimals: 2,
        },
        lines('billed-a-day'),
      ),
      table(
        {
          title: 'Spend by account',
          description: 'Over the range: as billed, through links, and without a workload.',
          width: 10,
          unit: 'short',
          decimals: 2,
          columns: {
            account: { link: ['Account', '/d/linkmeter-account?var-account=${__data.fields.account}'] },
          },
        },
        rows('spend-by-account'),
      ),
    ],
  },
})
