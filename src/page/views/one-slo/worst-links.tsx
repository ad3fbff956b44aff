/** The links that spend most of an objective's budget. */
import type { Answer } from '../../api/client.ts'
import { LinkName } from '../../components/link-name.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { burnText, countText, percentText } from '../../format/number.ts'

type Link = Answer<'slo'>['worst_links'][number]

export function WorstLinks({ links }: { links: readonly Link[] }) {
  return (
    <Table
      caption="Worst links"
      columns={columns}
      rows={links}
      keyOf={({ source_account, role, target_account }) => `${source_account} ${role} ${target_account}`}
      empty="No link has a bad event in this window."
    />
  )
}

const columns: Column<Link>[] = [
  { name: 'link', title: 'Link', cell: (link) => <LinkName link={link} /> },
  { name: 'ratio', title: 'Value', isNumber: true, cell: ({ ratio }) => percentText(ratio) },
  { name: 'bad', title: 'Bad', isNumber: true, cell: ({ good, total }) => countText(total - good) },
  {
    name: 'left',
    title: 'Budget left',
    isNumber: true,
    cell: ({ remaining_ratio }) => percentText(remaining_ratio, 1),
  },
  {
    name: 'burn',
    title: 'Burn 1 h',
    isNumber: true,
    isMinor: true,
    cell: (link) => burnText(link.burn_rate_1h),
  },
]
