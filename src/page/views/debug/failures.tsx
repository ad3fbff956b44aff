/** Calls and exchanges that failed, each with the trace of its last. */
import type { Answer } from '../../api/client.ts'
import { LinkName } from '../../components/link-name.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { TraceLink } from '../../components/trace-link.tsx'
import { countText } from '../../format/number.ts'

type Failure = Answer<'failures'>['rows'][number]
type Exchange = Answer<'exchange_failures'>['rows'][number]

export function FailureTable({ rows }: { rows: readonly Failure[] }) {
  return (
    <Table
      caption="API calls that failed"
      columns={failureColumns}
      rows={rows}
      keyOf={(row) => JSON.stringify(row)}
      sort="failures-by"
      most={20}
      empty="No call failed in the last day."
    />
  )
}

const failureColumns: Column<Failure>[] = [
  {
    name: 'what',
    title: 'Operation',
    cell: ({ operation }) => operation || '–',
    order: ({ operation }) => operation,
  },
  {
    name: 'error',
    title: 'Error',
    cell: ({ outcome, error_type }) => (
      <>
        {outcome.replaceAll('_', ' ')}
        <span class="quiet small">{error_type}</span>
      </>
    ),
    order: ({ outcome, error_type }) => `${outcome} ${error_type}`,
  },
  {
    name: 'where',
    title: 'Target',
    cell: ({ target_account, role }) => `${target_account} ${role}`,
    order: ({ target_account }) => target_account,
  },
  {
    name: 'calls',
    title: 'Calls',
    isNumber: true,
    cell: ({ calls }) => countText(calls),
    order: ({ calls }) => calls,
  },
  {
    name: 'who',
    title: 'Principals',
    isNumber: true,
    isMinor: true,
    cell: ({ principals }) => countText(principals),
    order: ({ principals }) => principals,
  },
  {
    name: 'last',
    title: 'Last',
    cell: ({ last_at }) => <Time at={last_at} precision="second" />,
    order: ({ last_at }) => last_at,
  },
  {
    name: 'trace',
    title: 'Trace',
    isMinor: true,
    cell: ({ correlation_id }) => <TraceLink id={correlation_id} />,
  },
]

export function ExchangeTable({ rows }: { rows: readonly Exchange[] }) {
  return (
    <Table
      caption="Exchanges that failed"
      columns={exchangeColumns}
      rows={rows}
      keyOf={(row) => JSON.stringify(row)}
      sort="exchanges-by"
      most={20}
      empty="No exchange failed in the last day."
    />
  )
}

const exchangeColumns: Column<Exchange>[] = [
  {
    name: 'link',
    title: 'Link',
    cell: (row) => <LinkName link={row} />,
    order: ({ source_account }) => source_account,
  },
  {
    name: 'how',
    title: 'Mechanism',
    cell: ({ mechanism, broker }) => [mechanism, broker].filter((one) => one !== '').join(', '),
    order: ({ mechanism }) => mechanism,
  },
  {
    name: 'error',
    title: 'Error',
    cell: ({ error_type, outcome }) => error_type || outcome,
    order: ({ error_type }) => error_type,
  },
  {
    name: 'times',
    title: 'Attempts',
    isNumber: true,
    cell: ({ attempts }) => countText(attempts),
    order: ({ attempts }) => attempts,
  },
  {
    name: 'last',
    title: 'Last',
    cell: ({ last_at }) => <Time at={last_at} precision="second" />,
    order: ({ last_at }) => last_at,
  },
  {
    name: 'trace',
    title: 'Trace',
    isMinor: true,
    cell: ({ correlation_id }) => <TraceLink id={correlation_id} />,
  },
]
