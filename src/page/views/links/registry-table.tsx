/** Links in a table, in the order the service gives them in. */
import type { Answer, Asked } from '../../api/client.ts'
import { Flags } from '../../components/flags.tsx'
import { LinkName } from '../../components/link-name.tsx'
import { Risk } from '../../components/risk.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { countText } from '../../format/number.ts'

type Link = Answer<'list_links'>['links'][number]
type Sort = NonNullable<Asked<'list_links'>['sort']>

/** The service sorts, since it holds more links than one page. */
const sorts: Readonly<Record<string, Sort>> = {
  link: 'source_account',
  state: 'state',
  owner: 'owner',
  used: 'last_used',
  expires: 'expires_at',
  tokens: 'tokens_outstanding',
  risk: 'risk_score',
}

export function orderOf(chosen: string): Pick<Asked<'list_links'>, 'sort' | 'order'> {
  const sort = sorts[chosen.replace(/^-/, '')]
  if (sort === undefined) return {}
  return { sort, order: chosen.startsWith('-') ? 'descending' : 'ascending' }
}

export function RegistryTable({ links }: { links: readonly Link[] }) {
  return (
    <Table
      caption="Links"
      columns={columns}
      rows={links}
      keyOf={({ id }) => id}
      sort="links-by"
      isSorted
      empty="No link matches. Links come from link life cycle events and from use: a token issued or an action."
    />
  )
}

const columns: Column<Link>[] = [
  { name: 'link', title: 'Link', cell: (link) => <LinkName link={link} />, order: ({ id }) => id },
  {
    name: 'state',
    title: 'State',
    cell: ({ state }) => state.replaceAll('_', ' '),
    order: ({ state }) => state,
  },
  {
    name: 'owner',
    title: 'Owner',
    cell: ({ owner, team }) =>
      [owner, team].filter((one) => one !== '').join(', ') || <span class="quiet">nobody</span>,
    order: ({ owner }) => owner,
  },
  {
    name: 'used',
    title: 'Last used',
    cell: ({ last_used }) => <Time at={last_used} />,
    order: ({ last_used }) => last_used,
  },
  {
    ...{ name: 'expires', title: 'Expires', isMinor: true },
    cell: ({ expires_at }) => <Time at={expires_at} precision="day" />,
    order: ({ expires_at }) => expires_at,
  },
  {
    ...{ name: 'tokens', title: 'Tokens', isNumber: true, isMinor: true },
    cell: ({ tokens_outstanding }) => countText(tokens_outstanding),
    order: ({ tokens_outstanding }) => tokens_outstanding,
  },
  {
    ...{ name: 'risk', title: 'Risk', isNumber: true },
    cell: ({ risk_score }) => <Risk score={risk_score} />,
    order: ({ risk_score }) => risk_score,
  },
  { name: 'flags', title: 'Why', cell: ({ flags }) => <Flags flags={flags} /> },
]
