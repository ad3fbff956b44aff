/** One link: whose it is, what it may do and does, how it stands in each SLO, and what happened through it. */
import { dashboard } from './dashboard.ts'
import { falling, series, stat, table } from './panels.ts'
import { lines, rows } from './queries.ts'
import { link, page } from './variables.ts'

export const linkDetail = dashboard({
  uid: 'linkmeter-link',
  title: 'Link',
  description:
    'One link: whose it is, what it may do and does, how it stands in each SLO, and what happened.',
  range: '24h',
  variables: [link(), page()],
  rows: {
    'The link': [
      table(
        {
          title: 'Declared',
          description: 'Owner, state, consent and purpose, as last told; who it is overlapping with.',
          width: 16,
          height: 5,
          none: 'nobody declared this link, and nobody used it',
        },
        rows('link-facts'),
      ),
      stat(
        {
          title: 'Risk',
          description: '0 to 100: the sum of the parts that apply.',
          width: 4,
          height: 5,
          thresholds: falling(25, 50),
        },
        rows('link-risk-score'),
      ),
      stat(
        {
          title: 'Tokens outstanding',
          description: 'Issued, not revoked, their time not over.',
          width: 4,
          height: 5,
        },
        rows('link-tokens'),
      ),
      table(
        {
          title: 'Granted and used',
          description:
            'Each permission or operation: whether it was granted, and when it was last used. Used and not granted is creep.',
          width: 12,
          none: 'nothing granted, nothing used',
        },
        rows('link-permissions'),
      ),
      table(
        {
          title: 'SLOs of this link',
          description: 'How it stands in each.',
          width: 12,
          columns: {
            slo: { link: ['SLO', '/d/linkmeter-slo?var-slo=${__data.fields.slo}'] },
            value: { unit: 'percentunit', decimals: 3 },
            budget_left: { unit: 'percentunit', decimals: 1 },
          },
          none: 'no SLO has judged it so far',
        },
        rows('link-slos'),
      ),
    ],
    'Over time': [
      series(
        {
          title: 'Actions',
          description: 'Actions through the link by outcome.',
          width: 12,
          unit: 'short',
        },
        lines('link-actions'),
      ),
      series(
        {
          title: 'Token requests',
          description: 'Attempts to get a token, by outcome.',
          width: 12,
          unit: 'short',
        },
        lines('link-issuances'),
      ),
      table(
        {
          title: 'Timeline',
          description: 'The newest 500 events of the range, over all kinds.',
          width: 24,
          height: 14,
        },
        rows('link-timeline'),
      ),
    ],
  },
})
