/** Links that somebody should look at this week. Printable. */

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

type Row = Answer<'weekly_review'>['links'][number]

export function WeeklyReview() {
  const { scope, text, href } = useAddress()
  const review = useAnswer('weekly_review', asked(scope), { every_ms: LEISURELY_MS })
  const chosen = text('reason')
  return (
    <>
      <ViewTitle title="Weekly review of links">
        <Download
          address={addressOf('weekly_review', { ...asked(scope), format: 'csv' })}
          name="linkmeter-weekly-review.csv"
        >
          CSV
        </Download>
        <button type="button" onClick={() => window.print()}>
          Print
        </button>
      </ViewTitle>
      <ReviewTabs />
      <Shown of={review}>
        {({ counts, links, expiring_days, computed_at }) => (
          <>
            <p class="lead">
              {countText(links.length)} links to look at, as of <Time at={computed_at} />. Expiring: within{' '}
              {expiring_days} days.
            </p>
            <ul class="tally" aria-label="Links by reason">
              {Object.entries(counts).map(([reason, count]) => (
                <li key={reason}>
                  <a
                    href={href('/reviews/weekly', reason === chosen ? {} : { reason })}
                    aria-current={reason === chosen ? 'true' : undefined}
                  >
                    <b>{countText(count)}</b> {reason.replaceAll('_', ' ')}
                  </a>
                </li>
              ))}
            </ul>
            <Table
              caption="Links to look at"
              columns={columns}
              rows={
                chosen === '' ? links : links.filter(({ reasons }) => reasons.some((one) => one === chosen))
              }
              keyOf={({ source_account, role, target_account }) =>
                `${source_account} ${role} ${target_account}`
              }
              most={200}
              sort="links-by"
              empty="No link needs a look."
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
    name: 'state',
    title: 'State',
    isMinor: true,
    cell: ({ state }) => state.replaceAll('_', ' '),
    order: ({ state }) => state,
  },
  {
    name: 'used',
    title: 'Last used',
    cell: ({ last_used }) => <Time at={last_used} precision="day" />,
    order: (row) => row.last_used,
  },
  {
    name: 'expires',
    title: 'Expires',
    isMinor: true,
    cell: (row) => <Time at={row.expires_at} precision="day" />,
    order: (row) => row.expires_at,
  },
  {
    name: 'risk',
    title: 'Risk',
    isNumber: true,
    cell: (row) => <Risk score={row.risk_score} />,
    order: (row) => row.risk_score,
  },
  {
    name: 'why',
    title: 'Why',
    cell: ({ reasons }) =>
      reasons.map((reason) => (
        <span key={reason} class="tag">
          {reason.replaceAll('_', ' ')}
        </span>
      )),
  },
]
