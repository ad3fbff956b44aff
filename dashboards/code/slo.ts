/** One SLO: its value, its budget, how it burns, on which links, and what was decided when. Alerts link here. */
import { dashboard } from './dashboard.ts'
import { falling, rising, series, stat, table } from './panels.ts'
import { now, over, rows } from './queries.ts'
import { page, slo } from './variables.ts'

const ofSlo = (metric: string, labels = '') => `max(${metric}{slo="$slo"${labels}})`

export const sloDetail = dashboard({
  uid: 'linkmeter-slo',
  title: 'SLO',
  description: 'One SLO: its value, its budget, how it burns, on which links, and what was decided when.',
  range: '3d',
  variables: [slo(), page()],
  rows: {
    Now: [
      stat(
        {
          title: 'Value over the period',
          description: 'The share of good events. Counts have none: see what is left of the allowance.',
          width: 4,
          unit: 'percentunit',
          decimals: 3,
          links: { 'Definition and SQL': '${page}/slos/${slo}' },
        },
        now(
          'max(linkmeter_sli_ratio{slo="$slo"} and on (slo, window) label_replace(linkmeter_slo_info{slo="$slo"}, "window", "$1", "period", "(.*)"))',
        ),
      ),
      stat(
        {
          title: 'Objective',
          description: 'The share of good events that is aimed at; of a count, how many there may be.',
          width: 3,
          unit: 'percentunit',
          decimals: 2,
        },
        now(ofSlo('linkmeter_slo_objective_ratio')),
      ),
      stat(
        {
          title: 'Budget left',
          description: '100 %: unspent. Below 0: overspent.',
          width: 3,
          unit: 'percentunit',
          decimals: 1,
          thresholds: rising(0, 0.25),
        },
        now(ofSlo('linkmeter_slo_error_budget_remaining_ratio')),
      ),
      stat(
        {
          title: 'Allowance left',
          description: 'Of an SLO that counts: how many more the worst account may have.',
          width: 3,
          none: 'not a count',
          thresholds: rising(0, 1),
        },
        now(ofSlo('linkmeter_slo_remaining_events')),
      ),
      stat(
        {
          title: 'Budget runs out',
          description: 'When it was spent, or will be if bad events go on as in the last hour.',
          width: 4,
          unit: 'dateTimeFromNow',
          none: 'not foreseen',
        },
        now(`1000 * ${ofSlo('linkmeter_slo_budget_exhaustion_timestamp_seconds')}`),
      ),
      stat(
        {
          title: 'Inputs keep up',
          description: 'No: an input is behind or silent, and the SLO is judged up to what is known.',
          width: 3,
          unit: 'bool_yes_no',
          thresholds: rising(1, 1),
        },
        now('min(linkmeter_slo_input_complete{slo="$slo"})'),
      ),
      stat(
        {
          title: 'Evaluated',
          description: 'How long ago. Values older than five minutes disappear.',
          width: 4,
          unit: 's',
          thresholds: falling(60, 300),
        },
        now('time() - max(linkmeter_slo_evaluation_timestamp_seconds{slo="$slo"})'),
      ),
    ],
    Budget: [
      series(
        {
          title: 'Error budget left',
          description:
            'Of the period that ends at each moment. Hours that are restated later show where they were decided.',
          width: 12,
          unit: 'percentunit',
        },
        over({ 'budget left': ofSlo('linkmeter_slo_error_budget_remaining_ratio') }),
      ),
      series(
        {
          title: 'Burn rates',
          description:
            'By window: 1 spends the budget exactly over the period. Alerts look at a long and a short window together.',
          width: 12,
          unit: 'short',
          thresholds: falling(1, 14.4),
        },
        over({ '{{window}}': 'max by (window) (linkmeter_slo_burn_rate{slo="$slo"})' }),
      ),
      series(
        {
          title: 'Share of good events',
          description: 'In each alert window, and over the period.',
          width: 12,
          unit: 'percentunit',
        },
        over({ '{{window}}': 'max by (window) (linkmeter_sli_ratio{slo="$slo"})' }),
      ),
      series(
        {
          title: 'Quantiles',
          description: 'Of what the SLO times, over the period, within 1 %.',
          width: 12,
          unit: 's',
          none: 'nothing is timed',
        },
        over({ 'p{{quantile}}': 'max by (quantile) (linkmeter_sli_seconds{slo="$slo"})' }),
      ),
    ],
    Events: [
      stat(
        {
          title: 'Events of the period',
          description: 'Good, bad, excluded, and pending: too young to be judged.',
          width: 12,
          height: 8,
          unit: 'short',
        },
        now('max by (result) (linkmeter_slo_events{slo="$slo"})'),
      ),
      table(
        {
          title: 'What was counted besides',
          description: 'The breakdown of the newest evaluation, such as errors by type.',
          width: 12,
          none: 'nothing',
        },
        rows('slo-breakdown'),
      ),
    ],
    Where: [
      table(
        {
          title: 'Worst links',
          description: 'Those that burn fastest, then those with least budget left.',
          width: 24,
          columns: {
            link: { width: 380, link: ['Link', '/d/linkmeter-link?var-link=${__data.fields.link}'] },
            value: { unit: 'percentunit', decimals: 3 },
            budget_left: { unit: 'percentunit', decimals: 1 },
            burn_rate_1h: { decimals: 1 },
          },
        },
        rows('slo-worst-links'),
      ),
    ],
    'What was decided': [
      table(
        {
          title: 'Alerts over the range',
          description: 'Each change, with the reason as it was known then.',
          width: 24,
          none: 'no alert changed',
        },
        rows('slo-alert-history'),
      ),
    ],
  },
})
