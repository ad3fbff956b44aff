/** Who was denied what, lately. */

import { useAddress } from '../../address.ts'
import type { Answer } from '../../api/client.ts'
import { LinkName } from '../../components/link-name.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { countText } from '../../format/number.ts'

type Denial = Answer<'oncall'>['denials'][number]
type Denied = Answer<'oncall'>['top_denied'][number]

export function Denials({ denials }: { denials: readonly Denial[] }) {
  const { href } = useAddress()
  const columns: Column<Denial>[] = [
    {
      name: 'at',
      title: 'Last',
      cell: ({ last_at }) => <Time at={last_at} precision="second" />,
      order: (row) => row.last_at,
    },
    {
      name: 'who',
      title: 'Principal',
      cell: (row) => (
        <>
          {row.principal || 'unknown'}
          <span class="small">
            <LinkName link={row} />
          </span>
        </>
      ),
      order: ({ principal }) => principal,
    },
    {
      name: 'what',
      title: 'What',
      cell: ({ operation, error_type, kind, correlation_id }) => (
        <>
          {operation || (kind === 'action' ? 'action' : 'token issuance')}
          <span class="quiet small">
            {error_type}
            {correlation_id !== '' && (
              <>
                {' · '}
                <a href={href('/debug/trace', { id: correlation_id })}>trace</a>
              </>
            )}
          </span>
        </>
      ),
    },
    {
      name: 'times',
      title: 'Times',
      isNumber: true,
      cell: ({ attempts }) => countText(attempts),
      order: ({ attempts }) => attempts,
    },
  ]
  return (
    <Table
      caption="Denials"
      columns={columns}
      rows={denials}
      keyOf={(row) =>
        JSON.stringify([
          row.kind,
          row.principal,
          row.error_type,
          row.source_account,
          row.role,
          row.target_account,
          row.operation,
        ])
      }
      sort="denials-by"
      empty="Nobody was denied anything in the last hour."
    />
  )
}

export function TopDenied({ denied }: { denied: readonly Denied[] }) {
  return (
    <Table
      caption="Most denied principals"
      columns={[
        { name: 'who', title: 'Principal', cell: ({ principal }) => principal || 'unknown' },
        { name: 'times', title: 'Denied', isNumber: true, cell: ({ attempts }) => countText(attempts) },
      ]}
      rows={denied}
      keyOf={({ principal }) => principal}
      empty="Nobody was denied anything in the last hour."
    />
  )
}
