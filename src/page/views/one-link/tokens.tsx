/** Tokens issued through a link, lately. Their ids only: the secrets are never stored. */
import type { Answer } from '../../api/client.ts'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { durationText } from '../../format/number.ts'

type Token = Answer<'link'>['tokens'][number]

export function Tokens({ tokens }: { tokens: readonly Token[] }) {
  return (
    <Table
      caption="Tokens"
      columns={columns}
      rows={tokens}
      keyOf={({ token_id, issued_at }) => `${token_id} ${issued_at}`}
      empty="No token was issued through this link in the last twelve hours."
    />
  )
}

const columns: Column<Token>[] = [
  { name: 'at', title: 'Issued', cell: ({ issued_at }) => <Time at={issued_at} precision="second" /> },
  { name: 'id', title: 'Token', cell: ({ token_id }) => <code>{token_id}</code> },
  { name: 'who', title: 'Principal', cell: ({ principal }) => principal || '–' },
  { name: 'broker', title: 'Broker', isMinor: true, cell: ({ broker }) => broker || '–' },
  { name: 'lives', title: 'Lives', isNumber: true, cell: ({ ttl_s }) => durationText(ttl_s) },
  {
    name: 'until',
    title: 'Until',
    isMinor: true,
    cell: ({ expires_at }) => <Time at={expires_at} precision="second" />,
  },
]
