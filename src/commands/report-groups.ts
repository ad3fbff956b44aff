/** Breaks an SLO down by account, role or link. */
import type { LinkEvaluation } from '../jobs/evaluate.ts'
import { countBudget, errorBudget } from '../slo/budget.ts'
import type { SloDefinition } from '../slo/definition.ts'

export const groupings = ['account', 'role', 'link'] as const
export type Grouping = (typeof groupings)[number]

export interface Group {
  /** The dimension's columns: the account; role; or all three of a link. */
  readonly key: Readonly<Record<string, string>>
  readonly good: number
  readonly total: number
  readonly excluded: number
  readonly ratio: number | null
  readonly remaining_ratio: number | null
  /** Of a count only. */
  readonly remaining_count?: number
}

type Column = 'source_account' | 'target_account' | 'role'

/** The account is the target, but of an indicator about the accounts that call: there it is the source. */
function columnsOf(by: Grouping, grouping: SloDefinition['grouping']): readonly Column[] {
  if (by === 'account') return [grouping === 'source_account' ? 'source_account' : 'target_account']
  return by === 'role' ? ['role'] : ['source_account', 'role', 'target_account']
}

/** Counts are added, never averaged: a group's ratio is that of its own events. Worst budgets first. */
export function groupLinks(
  links: readonly LinkEvaluation[],
  by: Grouping,
  slo: Pick<SloDefinition, 'kind' | 'objective' | 'grouping'>,
): Group[] {
  const columns = columnsOf(by, slo.grouping)
  const groups = new Map<
    string,
    { key: Record<string, string>; good: number; total: number; excluded: number }
  >()
  for (const link of links) {
    const key = Object.fromEntries(columns.map((column) => [column, link[column]]))
    const id = Object.values(key).join('\n')
    const group = groups.get(id) ?? { key, good: 0, total: 0, excluded: 0 }
    group.good += link.good
    group.total += link.total
    group.excluded += link.excluded
    groups.set(id, group)
  }
  return [...groups.values()]
    .map((group) => ({ ...group, ...standingOf(group, slo) }))
    .sort((one, other) => left(one) - left(other))
}

function standingOf(
  { good, total }: { good: number; total: number },
  { kind, objective }: Pick<SloDefinition, 'kind' | 'objective'>,
): Pick<Group, 'ratio' | 'remaining_ratio' | 'remaining_count'> {
  if (kind === 'count') {
    const { remaining_count } = countBudget({ allowance: objective, count: total })
    return { ratio: null, remaining_ratio: null, remaining_count }
  }
  return {
    ratio: total === 0 ? null : good / total,
    remaining_ratio: errorBudget({ objective, good, total }).remaining_ratio,
  }
}

/** What is left, for sorting; the unknown come last. */
function left({ remaining_ratio, remaining_count }: Group): number {
  return remaining_count ?? remaining_ratio ?? Number.POSITIVE_INFINITY
}
