/** Prints a report for people: one line an SLO, unknowns as a dash, the worst groups beneath. */
import type { Evaluation } from '../jobs/evaluation.ts'
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
      percent(entry.ratio, 3),
      percent(entry.objective, 2),
      `${count(entry.good)} / ${count(entry.total)}${pendingOf(entry)}`,
      budgetLeft(entry.objective, entry.budget.remaining_ratio),
      burn(entry.burn_rate['1h']),
      runsOut(entry),
    ],
    ...entry.groups
      .slice(0, GROUPS_SHOWN)
      .map((group) => [
        `  ${Object.values(group.key).join(' → ')}`,
        '',
        percent(group.ratio, 3),
        '',
        `${count(group.good)} / ${count(group.total)}`,
        budgetLeft(entry.objective, group.remaining_ratio),
        '',
        '',
      ]),
  ])
  return `${align([HEADINGS, ...rows])}\n${entries.map(waitingOf).join('')}`
}

/** Why an SLO is incomplete. */
function waitingOf({ slo, input }: ReportEntry): string {
  return input.complete ? '' : `${slo} waits for ${input.waiting.join(', ')}\n`
}

function align(rows: readonly (readonly string[])[]): string {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const UNKNOWN = '–'

/** Cut, never rounded up: 99.9996 % of good events is not 100 %. */
function percent(ratio: number | null, digits: number): string {
  if (ratio === null) return UNKNOWN
  const scale = 10 ** digits
  return `${(Math.floor(ratio * 100 * scale + 1e-9) / scale).toFixed(digits)} %`
}

/** An objective of 100 % has no budget to take a share of: what is over is a number of events. */
function budgetLeft(objective: number, remaining_ratio: number | null): string {
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
