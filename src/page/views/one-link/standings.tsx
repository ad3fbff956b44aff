/** How a link does in each objective. */

import { useAddress } from '../../address.ts'
import type { Answer } from '../../api/client.ts'
import { BudgetBar } from '../../components/budget-bar.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { burnText, countText, objectiveText, percentText } from '../../format/number.ts'

type Standing = Answer<'link'>['standings'][number]

export function LinkStandings({ standings }: { standings: readonly Standing[] }) {
  const { href } = useAddress()
  const columns: Column<Standing>[] = [
    { name: 'slo', title: 'Objective', cell: ({ slo, title }) => <a href={href(`/slos/${slo}`)}>{title}</a> },
    { name: 'value', title: 'Value', isNumber: true, cell: ({ ratio }) => percentText(ratio) },
    {
      ...{ name: 'objective', title: 'Objective', isNumber: true, isMinor: true },
      cell: ({ objective }) => objectiveText(objective, objective > 1 || objective === 0),
    },
    {
      ...{ name: 'events', title: 'Good of all', isNumber: true, isMinor: true },
      cell: ({ good, total }) => `${countText(good)} / ${countText(total)}`,
    },
    {
      name: 'budget',
      title: 'Budget left',
      isNumber: true,
      cell: (row) => <BudgetBar remaining_ratio={row.remaining_ratio} />,
    },
    {
      name: 'burn',
      title: 'Burn 1 h',
      isNumber: true,
      isMinor: true,
      cell: (row) => burnText(row.burn_rate_1h),
    },
  ]
  return (
    <Table
      caption="How it stands in each objective"
      columns={columns}
      rows={standings}
      keyOf={({ slo }) => slo}
      empty="No objective has counted anything of this link lately."
    />
  )
}
