/** Prints a report for people: one line an SLO, unknowns as a dash, the worst groups beneath. */
import type { Evaluation } from '../jobs/evaluation.ts'
import { alignColumns } from './align-columns.ts'
import type { Group } from './report-groups.ts'

export interface ReportEntry extends Evaluation {
  readonly groups: readonly Group[]
}

const HEADINGS = ['SLO', 'status', 'value', 'objective', 'good / total', 'budget left', 'burn 1h', 'runs out']

/** Groups beyond this are left to `--format json`. */
const GROUPS_SHOWN = 10

export function reportTable(entries: readonly ReportEntry[]): string {
  const rows = entries.flatMap((entry) => [
    [
      entry.slo,
      entry.status.replace('_', ' '),
      valueShown(entry),
      entry.kind === 'count' ? `≤ ${count(entry.objective)}` : percent(entry.objective, 2),
      `${counted(entry, entry)}${pendingOf(entry)}`,
      budgetLeft(entry, entry.budget),
      burn(entry.burn_rate['1h']),
      runsOut(entry),
    ],
    ...grossOf(entry),
    ...entry.groups
      .slice(0, GROUPS_SHOWN)
      .map((group) => [
        `  ${Object.values(group.key).join(' → ')}`,
        '',
        percent(group.ratio, 3),
        '',
        counted(entry, group),
        budgetLeft(entry, group),
        '',
        '',
      ]),
  ])
  return `${alignColumns([HEADINGS, ...rows])}\n${entries.map(waitingOf).join('')}`
}

/** What would have been counted without exclusions, where they make a difference. */
function grossOf(entry: ReportEntry): string[][] {
  const { gross } = entry
  if (gross === null || gross.total === entry.total) return []
  const value = entry.kind === 'count' ? count(gross.total) : percent(gross.ratio, 3)
  return [['  without exclusions', '', value, '', counted(entry, gross), '', '', '']]
}

/** Why an SLO is incomplete. */
function waitingOf({ slo, input }: ReportEntry): string {
  return input.complete ? '' : `${slo} waits for ${input.waiting.join(', ')}\n`
}

const UNKNOWN = '–'

/** Cut, never rounded up: 99.9996 % of good events is not 100 %. */
function percent(ratio: number | null, digits: number): string {
  if (ratio === null) return UNKNOWN
  const scale = 10 ** digits
  return `${(Math.floor(ratio * 100 * scale + 1e-9) / scale).toFixed(digits)} %`
}

/** The value of a count is that of its worst account, where it is one: zero of nothing heard is unknown. */
function valueShown({ kind, status, ratio, budget }: ReportEntry): string {
  if (kind !== 'count') return percent(ratio, 3)
  return status === 'no_data' ? UNKNOWN : count(budget.consumed)
}

function counted({ kind, status }: ReportEntry, { good, total }: { good: number; total: number }): string {
  if (kind !== 'count') return `${count(good)} / ${count(total)}`
  return status === 'no_data' ? UNKNOWN : `${count(total)} in all`
}

/** An objective of 100 % has no budget to take a share of: what is over is a number of events. */
function budgetLeft(
  { kind, objective, status }: ReportEntry,
  {
    remaining_ratio,
    remaining_count,
  }: { remaining_ratio: number | null; remaining_count?: number | undefined },
): string {
  if (kind === 'count') return status === 'no_data' ? UNKNOWN : String(remaining_count ?? UNKNOWN)
  if (objective < 1 || remaining_ratio === null) return percent(remaining_ratio, 1)
  return remaining_ratio < 0 ? `${count(-remaining_ratio)} bad` : 'none bad'
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function burn(rate: number | null | undefined): string {
  return rate === null || rate === undefined ? UNKNOWN : `${rate.toFixed(2)}×`
}

function pendingOf({ pending }: Evaluation): string {
  return pending === 0 ? '' : ` (${count(pending)} pending)`
}

function runsOut({ budget }: Evaluation): string {
  if (budget.exhausted_at !== null) return `spent ${shortTime(budget.exhausted_at)}`
  return budget.exhausts_at === null ? UNKNOWN : shortTime(budget.exhausts_at)
}

function shortTime(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')}Z`
}
