/** Objectives in a table: state, value, budget left, burn, trend. */
import { useAddress } from '../address.ts'
import type { Answer } from '../api/client.ts'
import { burnText, countText, objectiveText, percentText, UNKNOWN } from '../format/number.ts'
import { BudgetBar } from './budget-bar.tsx'
import { StateBadge, statesByWeight } from './state-badge.tsx'
import { type Column, Table } from './table.tsx'
import { Time } from './time.tsx'
import { TrendLine } from './trend-line.tsx'

type Slo = Answer<'list_slos'>['slos'][number]

export function SloTable({ slos }: { slos: readonly Slo[] }) {
  const { href } = useAddress()
  const weighed = slos.toSorted((one, other) => weightOf(one) - weightOf(other))
  return (
    <Table
      caption="Objectives"
      columns={columnsOf(href)}
      rows={weighed}
      keyOf={({ slo }) => slo}
      sort="slos-by"
      empty="No objective is in this state."
    />
  )
}

function weightOf({ shown_as }: Slo): number {
  return statesByWeight.indexOf(shown_as)
}

function columnsOf(href: (path: string) => string): Column<Slo>[] {
  return [
    {
      name: 'title',
      title: 'Objective',
      cell: ({ slo, title, firing }) => (
        <>
          <a href={href(`/slos/${slo}`)}>{title}</a>
          <span class="quiet small">
            <span class="minor">{slo}</span>
            {firing.length > 0 && <b class="state-breached"> {firing.length} alerting</b>}
          </span>
        </>
      ),
      order: ({ title }) => title,
    },
    {
      name: 'state',
      title: 'State',
      cell: ({ shown_as }) => <StateBadge state={shown_as} />,
      order: weightOf,
    },
    {
      name: 'value',
      title: 'Value',
      isNumber: true,
      cell: (slo) => <SloValue slo={slo} />,
      order: ({ ratio, total, kind }) => (kind === 'count' ? total : ratio),
    },
    {
      name: 'objective',
      title: 'Objective',
      isNumber: true,
      isMinor: true,
      cell: ({ objective, kind }) => objectiveText(objective, kind === 'count'),
    },
    {
      name: 'events',
      title: 'Good of all',
      isNumber: true,
      isMinor: true,
      cell: ({ good, total, kind }) =>
        kind === 'count' ? UNKNOWN : `${countText(good)} / ${countText(total)}`,
      order: ({ total }) => total,
    },
    {
      name: 'budget',
      title: 'Budget left',
      isNumber: true,
      cell: (slo) => <SloBudget slo={slo} />,
      order: ({ budget }) => budget.remaining_ratio,
    },
    {
      name: 'burn',
      title: 'Burn 1 h',
      isNumber: true,
      isMinor: true,
      cell: ({ burn_rate }) => burnText(burn_rate['1h'] ?? null),
      order: ({ burn_rate }) => burn_rate['1h'] ?? null,
    },
    {
      name: 'out',
      title: 'Runs out',
      isMinor: true,
      cell: ({ budget: { exhausted_at, exhausts_at } }) =>
        exhausted_at === null ? (
          <Time at={exhausts_at} />
        ) : (
          <>
            spent <Time at={exhausted_at} />
          </>
        ),
      order: ({ budget: { exhausted_at, exhausts_at } }) => exhausted_at ?? exhausts_at,
    },
    {
      name: 'trend',
      title: '30 days',
      isMinor: true,
      cell: ({ title, trend, objective, kind }) => (
        <TrendLine name={title} trend={trend} objective={objective} kind={kind} />
      ),
    },
  ]
}

function SloValue({
  slo: { kind, ratio, total, status },
}: {
  slo: Pick<Slo, 'kind' | 'ratio' | 'total' | 'status'>
}) {
  if (kind === 'count') {
    return <data value={total}>{status === 'no_data' ? UNKNOWN : countText(total)}</data>
  }
  return <data value={ratio ?? ''}>{percentText(ratio)}</data>
}

function SloBudget({ slo: { kind, budget, status } }: { slo: Slo }) {
  if (kind === 'ratio') return <BudgetBar remaining_ratio={budget.remaining_ratio} />
  const left = budget.remaining_count
  if (left === undefined || status === 'no_data') return <>{UNKNOWN}</>
  return <data value={left}>{countText(left)} left</data>
}
