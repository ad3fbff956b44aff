/** Permissions that somebody should look at this month: granted and not used, used and not granted. Printable. */

import { asked, useAddress } from '../address.ts'
import type { Answer } from '../api/client.ts'
import { addressOf } from '../api/client.ts'
import { LEISURELY_MS } from '../api/pace.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Download } from '../components/download.tsx'
import { LinkName } from '../components/link-name.tsx'
import { Shown } from '../components/loaded.tsx'
import { Risk } from '../components/risk.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Time } from '../components/time.tsx'
import { ViewTitle } from '../components/view-title.tsx'
import { countText } from '../format/number.ts'
import { ReviewTabs } from './reviews/tabs.tsx'

type Row = Answer<'monthly_review'>['links'][number]

export function MonthlyReview() {
  const { scope } = useAddress()
  const review = useAnswer('monthly_review', asked(scope), { every_ms: LEISURELY_MS })
  return (
    <>
      <ViewTitle title="Monthly review of permissions">
        <Download
          address={addressOf('monthly_review', { ...asked(scope), format: 'csv' })}
          name="linkmeter-monthly-review.csv"
        >
          CSV
        </Download>
        <button type="button" onClick={() => window.print()}>
          Print
        </button>
      </ViewTitle>
      <ReviewTabs />
      <Shown of={review}>
        {({ links, computed_at }) => (
          <>
            <p class="lead">
              {countText(links.length)} links whose permissions differ from their use, as of{' '}
              <Time at={computed_at} />.
            </p>
            <Table
              caption="Permissions to look at"
              columns={columns}
              rows={links}
              keyOf={({ source_account, role, target_account }) =>
                `${source_account} ${role} ${target_account}`
              }
              most={200}
              sort="links-by"
              empty="Every permission that was granted is used, and nothing else is."
            />
          </>
        )}
      </Shown>
    </>
  )
}

const columns: Column<Row>[] = [
  {
    name: 'link',
    title: 'Link',
    cell: (row) => <LinkName link={row} />,
    order: ({ source_account }) => source_account,
  },
  {
    name: 'owner',
    title: 'Owner',
    cell: ({ owner, team }) =>
      [owner, team].filter((one) => one !== '').join(', ') || <span class="quiet">nobody</span>,
    order: ({ owner }) => owner,
  },
  {
    name: 'granted',
    title: 'Granted',
    isNumber: true,
    isMinor: true,
    cell: (row) => row.permissions_granted.length,
    order: (row) => row.permissions_granted.length,
  },
  {
    name: 'unused',
    title: 'Granted, not used',
    cell: ({ granted_unused }) => <Codes names={granted_unused} />,
    order: (row) => row.granted_unused.length,
  },
  {
    name: 'beyond',
    title: 'Used, not granted',
    cell: ({ used_not_granted }) => <Codes names={used_not_granted} />,
    order: (row) => row.used_not_granted.length,
  },
  {
    name: 'risk',
    title: 'Risk',
    isNumber: true,
    cell: (row) => <Risk score={row.risk_score} />,
    order: (row) => row.risk_score,
  },
]

function Codes({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span class="quiet">none</span>
  return <code>{names.join(', ')}</code>
}
