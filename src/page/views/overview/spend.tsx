/** What accounts spent, and how much of it through links. */

import { useAddress } from '../../address.ts'
import type { Answer } from '../../api/client.ts'
import { type Column, Table } from '../../components/table.tsx'
import { moneyText, percentText } from '../../format/number.ts'

type Row = Answer<'overview'>['spend']['by_account'][number]

export function Spend({ spend: { by_account, newest_day } }: { spend: Answer<'overview'>['spend'] }) {
  const { href } = useAddress()
  const columns: Column<Row>[] = [
    {
      name: 'account',
      title: 'Account',
      cell: ({ account }) => <a href={href('/', { account })}>{account}</a>,
      order: ({ account }) => account,
    },
    {
      name: 'amount',
      title: 'Spent',
      isNumber: true,
      cell: ({ amount, currency }) => moneyText(amount, currency),
      order: ({ amount }) => Number(amount),
    },
    {
      name: 'linked',
      title: 'Through links',
      isNumber: true,
      cell: ({ linked_amount, currency }) => moneyText(linked_amount, currency),
      order: ({ linked_amount }) => Number(linked_amount),
    },
    {
      name: 'share',
      title: 'Share',
      isNumber: true,
      cell: (row) => percentText(shareOf(row), 1),
      order: shareOf,
    },
  ]
  return (
    <>
      <Table
        caption="Spend by account"
        columns={columns}
        rows={by_account}
        keyOf={({ account, currency }) => `${account} ${currency}`}
        sort="spend-by"
        empty="No cost was told of in the last 30 days."
      />
      {newest_day !== null && <p class="quiet small">Billed up to {newest_day}.</p>}
    </>
  )
}

function shareOf({ amount, linked_amount }: Row): number | null {
  return Number(amount) > 0 ? Number(linked_amount) / Number(amount) : null
}
