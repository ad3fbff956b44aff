/** How a report breaks an SLO down. */
import { expect, test } from 'vitest'
import { groupLinks } from '../../../src/commands/report-groups.ts'

const ratio = { kind: 'ratio', objective: 0.9 } as const
const link = (source_account: string, target_account: string, good: number) => ({
  ...{ source_account, target_account, role: 'R' },
  ...{ good, total: 10, excluded: 0, budget_remaining_ratio: null, burn_rate_1h: null },
})
const links = [link('1', '2', 10), link('1', '3', 8), link('4', '3', 9)]

test('an account is the one acted on; where the indicator is about those that call, the caller', () => {
  const targets = groupLinks(links, 'account', { ...ratio, grouping: 'link' })
  expect(targets).toMatchObject([
    { key: { target_account: '3' }, good: 17, total: 20 },
    { key: { target_account: '2' }, good: 10, total: 10 },
  ])
  const callers = groupLinks(links, 'account', { ...ratio, grouping: 'source_account' })
  expect(callers).toMatchObject([
    { key: { source_account: '1' }, good: 18, total: 20 },
    { key: { source_account: '4' }, good: 9, total: 10 },
  ])
})

test('the worst budget comes first, whatever the dimension', () => {
  const groups = groupLinks(links, 'link', { ...ratio, grouping: 'source_account' })
  expect(groups.map(({ key }) => key)).toEqual([
    { source_account: '1', role: 'R', target_account: '3' },
    { source_account: '4', role: 'R', target_account: '3' },
    { source_account: '1', role: 'R', target_account: '2' },
  ])
})
