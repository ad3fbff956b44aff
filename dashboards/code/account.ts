/** One account: how it stands, who reaches it, what it costs, what is wrong in it. */
import { dashboard } from './dashboard.ts'
import { series, table } from './panels.ts'
import { lines, rows } from './queries.ts'
import { oneAccount, page } from './variables.ts'

export const accountDetail = dashboard({
  uid: 'linkmeter-account',
  title: 'Account',
  description: 'One account: how it stands, who reaches it, what it costs, what is wrong in it.',
  range: '30d',
  variables: [oneAccount(), page()],
  rows: {
    'The account': [
      table(
        {
          title: 'Inventory',
          description: 'Name, owner, team, criticality and tags, as last told.',
          width: 24,
          height: 4,
          none: 'the inventory does not know this account',
        },
        rows('account-facts'),
      ),
      table(
        {
          title: 'SLOs of this account',
          description: 'How it stands in each SLO that judges accounts, and on all its links together.',
          width: 12,
          columns: {
            slo: { link: ['SLO', '/d/linkmeter-slo?var-slo=${__data.fields.slo}'] },
            value: { unit: 'percentunit', decimals: 3 },
            worst_budget_left: { unit: 'percentunit', decimals: 1 },
          },
        },
        rows('account-slos'),
      ),
      table(
        {
          title: 'Links from and to it',
          description: 'The riskiest first.',
          width: 12,
          columns: {
            link: { width: 360, link: ['Link', '/d/linkmeter-link?var-link=${__data.fields.link}'] },
          },
          none: 'no links',
        },
        rows('account-links'),
      ),
    ],
    Cost: [
      series(
        {
          title: 'Billed a day',
          description: 'As billed, by service.',
          width: 12,
          unit: 'short',
          decimals: 2,
        },
        lines('account-billed'),
      ),
      table(
        {
          title: 'Billing anomalies',
          description: 'Services that cost far more than on the same weekday before, and new ones.',
          width: 12,
          none: 'none in the range',
        },
        rows('account-anomalies'),
      ),
    ],
    'What is wrong': [
      table(
        {
          title: 'Findings',
          description: 'Open ones, the most severe first.',
          width: 12,
          none: 'no finding is open',
        },
        rows('account-findings'),
      ),
      table(
        {
          title: 'Quotas',
          description: 'The lowest headroom that samples told of each.',
          width: 12,
          columns: { headroom: { unit: 'percentunit', decimals: 1 } },
          none: 'no samples',
        },
        rows('account-quotas'),
      ),
      table(
        {
          title: 'Failing compliance checks',
          description: 'Rules whose newest check does not pass.',
          width: 12,
          none: 'all pass, or none was told',
        },
        rows('account-compliance'),
      ),
      table(
        {
          title: 'Access keys',
          description: 'Long-lived keys: their age, and when they were last used.',
          width: 12,
          none: 'no keys',
        },
        rows('account-access-keys'),
      ),
    ],
  },
})
