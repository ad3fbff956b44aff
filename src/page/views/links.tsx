/** The registry of links: who may act where, through what, and what is risky about it. */

import { asked, useAddress } from '../address.ts'
import { addressOf } from '../api/client.ts'
import { LEISURELY_MS } from '../api/pace.ts'
import { useAnswer } from '../api/use-answer.ts'
import { About } from '../components/about.tsx'
import { Download } from '../components/download.tsx'
import { Shown } from '../components/loaded.tsx'
import { Pages } from '../components/pages.tsx'
import { ViewTitle } from '../components/view-title.tsx'
import { countText } from '../format/number.ts'
import { Filters } from './links/filters.tsx'
import { orderOf, RegistryTable } from './links/registry-table.tsx'

const PAGE = 100

export function Links() {
  const { scope, text } = useAddress()
  const offset = Number.parseInt(text('offset'), 10) || 0
  const filter = {
    ...asked(scope),
    ...present({ search: text('search'), state: text('state'), flags: text('flags') }),
    ...orderOf(text('links-by')),
  }
  const links = useAnswer('list_links', { ...filter, limit: PAGE, offset }, { every_ms: LEISURELY_MS })
  return (
    <>
      <ViewTitle title="Links">
        <Download
          address={addressOf('list_links', { ...filter, limit: 1_000, format: 'csv' })}
          name="linkmeter-links.csv"
        >
          CSV
        </Download>
      </ViewTitle>
      <p class="lead">
        A link lets a source account act in a target account through a role. Risk is the sum of visible parts,
        0 to 100.
      </p>
      <Filters />
      <Shown of={links}>
        {({ links, matching }) => (
          <>
            <div class="titled">
              <p class="quiet small" role="status">
                {countText(matching)} {matching === 1 ? 'link matches' : 'links match'}
              </p>
              <About figure="active_links" label="Links" />
              <span class="quiet small">· Risk</span>
              <About figure="link_risk" label="Risk" />
            </div>
            <RegistryTable links={links} />
            <Pages offset={offset} page={PAGE} matching={matching} />
          </>
        )}
      </Shown>
    </>
  )
}

function present<Names extends string>(texts: Record<Names, string>): Partial<Record<Names, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as Partial<
    Record<Names, string>
  >
}
