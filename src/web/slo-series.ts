/** The catalogue of SLO metrics: for each its name, its labels and the series an SLO gives it. Unknown gives none. */
import type { SloDefinition } from '../slo/definition.ts'
import { formatDuration } from '../slo/duration.ts'
import type { AlertState } from './api/alert-rows.ts'
import type { StandingRow } from './api/slo-standing.ts'
import type { WorstLinkRow } from './api/slo-worst-links.ts'

/** What /metrics tells of an SLO besides its measurements. */
export type SloFacts = Pick<
  SloDefinition,
  | 'name'
  | 'kind'
  | 'title'
  | 'objective'
  | 'window'
  | 'owner'
  | 'team'
  | 'runbook'
  | 'critical'
  | 'quantiles'
  | 'values'
  | 'policies'
  | 'grain_s'
  | 'breach_severity'
>

/** An SLO as it is known at a scrape. */
export interface SloView {
  readonly slo: SloFacts
  /** When it was last evaluated, however long ago; null when it never was. */
  readonly evaluated_at_s: number | null
  /** Null when the newest is too old to say how things stand. */
  readonly evaluation: StandingRow | null
  /** The last state of each of its alerts, however old: what fires goes on until something says that it is over. */
  readonly alerts: readonly AlertState[]
  /** The worst ones. */
  readonly links: readonly WorstLinkRow[]
}

interface Series {
  readonly labels: Readonly<Record<string, string>>
  /** Null: not known, so there is no such series. */
  readonly value: number | null
}

export interface SloMetric {
  readonly name: string
  readonly help: string
  /** Beside `slo`. */
  readonly labels: readonly string[]
  readonly series: (view: SloView) => readonly Series[]
}

export const sloSeries: readonly SloMetric[] = [
  {
    name: 'linkmeter_slo_info',
    help: '1, with what there is to say of an SLO as labels',
    labels: ['title', 'kind', 'owner', 'team', 'runbook', 'period', 'critical'],
    series: ({ slo }) => {
      const { title, kind, owner, team, runbook, critical } = slo
      return one(1, { title, kind, owner, team, runbook, period: periodOf(slo), critical: String(critical) })
    },
  },
  {
    name: 'linkmeter_slo_objective_ratio',
    help: 'The share of good events that is aimed at',
    labels: [],
    series: ({ slo }) => one(slo.kind === 'count' ? null : slo.objective),
  },
  {
    name: 'linkmeter_slo_allowed_events',
    help: 'How many there may be for each target account, of an SLO that counts',
    labels: [],
    series: ({ slo }) => one(slo.kind === 'count' ? slo.objective : null),
  },
  {
    name: 'linkmeter_slo_evaluation_timestamp_seconds',
    help: 'When the SLO was last evaluated; what was measured disappears five minutes after',
    labels: [],
    series: ({ evaluated_at_s }) => one(evaluated_at_s),
  },
  {
    name: 'linkmeter_slo_input_complete',
    help: '1 while every input the SLO needs keeps up, 0 while one is behind or silent',
    labels: [],
    series: measured(({ input_complete }) => one(input_complete ? 1 : 0)),
  },
  {
    name: 'linkmeter_sli_ratio',
    help: 'The share of good events in a window; the period of the SLO is one of the windows',
    labels: ['window'],
    series: measured(({ ratio, window_events }, slo) => [
      ...Object.entries(window_events)
        .filter(([window]) => window !== periodOf(slo))
        .map(([window, { good, total }]) => ({
          labels: { window },
          value: total === 0 ? null : good / total,
        })),
      { labels: { window: periodOf(slo) }, value: ratio },
    ]),
  },
  {
    name: 'linkmeter_slo_events',
    help: 'Events of the SLO in its period: good, bad, excluded, or pending (too young to be judged); of a count, counted',
    labels: ['result'],
    series: measured(({ good, total, excluded, pending, status }, { kind }) => {
      if (kind === 'count')
        return status === 'no_data' ? [] : [{ labels: { result: 'counted' }, value: total }]
      // Without any event nothing is known; without a judged one, nothing of good and bad.
      const isKnown = total + excluded + pending > 0
      const counts = {
        good: total > 0 ? good : null,
        bad: total > 0 ? total - good : null,
        excluded,
        pending,
      }
      return isKnown ? Object.entries(counts).map(([result, value]) => ({ labels: { result }, value })) : []
    }),
  },
  {
    name: 'linkmeter_slo_burn_rate',
    help: 'How fast the error budget burns in a window: 1 spends it exactly over the period',
    labels: ['window'],
    series: measured(({ burn_rates }) => by('window', burn_rates)),
  },
  {
    name: 'linkmeter_slo_error_budget_remaining_ratio',
    help: 'The share of the error budget that is left: 1 unspent, 0 spent, below 0 overspent',
    labels: [],
    series: measured(({ budget_remaining_ratio }) => one(budget_remaining_ratio)),
  },
  {
    name: 'linkmeter_slo_remaining_events',
    help: 'How many more the worst target account may have, of an SLO that counts; below 0 when there were too many',
    labels: [],
    series: measured(({ status, budget_remaining_count }) =>
      one(status === 'no_data' ? null : budget_remaining_count),
    ),
  },
  {
    name: 'linkmeter_slo_budget_exhaustion_timestamp_seconds',
    help: 'When the error budget was spent, or will be if bad events go on as in the last hour',
    labels: [],
    series: measured(({ exhausted_at, exhausts_at }) => {
      const at = exhausted_at ?? exhausts_at
      return one(at === null ? null : Date.parse(at) / 1_000)
    }),
  },
  {
    name: 'linkmeter_alert_firing',
    help: '1 while an alert of the SLO fires, else 0; as before while nothing tells',
    labels: ['alert', 'severity'],
    series: ({ alerts }) =>
      alerts
        .filter(({ state }) => state !== 'no_data')
        .map(({ alert, severity, firing }) => ({ labels: { alert, severity }, value: firing ? 1 : 0 })),
  },
  {
    name: 'linkmeter_sli_seconds',
    help: 'Quantiles of what the SLI times, over the period of the SLO; within 1 %',
    labels: ['quantile'],
    series: measured(({ values }, slo) =>
      Object.entries(slo.quantiles).map(([name, level]) => ({
        labels: { quantile: String(level) },
        value: values[`${name}_seconds`] ?? null,
      })),
    ),
  },
  {
    name: 'linkmeter_sli_value',
    help: 'What the SLI measures beside its counts, over the period of the SLO, such as a cost per unit',
    labels: ['value'],
    series: measured(({ values }, slo) =>
      slo.values
        .filter(({ name }) => !name.endsWith('[*]'))
        .map(({ name }) => ({ labels: { value: name }, value: values[name] ?? null })),
    ),
  },
  {
    name: 'linkmeter_link_burn_rate',
    help: 'How fast a link burns its error budget, over the last hour; the worst links of each SLO only',
    labels: ['source_account', 'target_account', 'role'],
    series: ({ links }) => links.map((link) => ({ labels: linkLabels(link), value: link.burn_rate_1h })),
  },
  {
    name: 'linkmeter_link_error_budget_remaining_ratio',
    help: 'The share of a link’s error budget that is left; the worst links of each SLO only',
    labels: ['source_account', 'target_account', 'role'],
    series: ({ links }) => links.map((link) => ({ labels: linkLabels(link), value: link.remaining_ratio })),
  },
]

/** Series of what was measured: none without an evaluation that is fresh. */
function measured(
  series: (evaluation: StandingRow, slo: SloFacts) => readonly Series[],
): SloMetric['series'] {
  return ({ evaluation, slo }) => (evaluation === null ? [] : series(evaluation, slo))
}

function one(value: number | null, labels: Series['labels'] = {}): Series[] {
  return [{ labels, value }]
}

function by(label: string, values: Readonly<Record<string, number | null>>): Series[] {
  return Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }))
}

/** `30d`, or `month`: the name of the SLO's period among the windows. */
function periodOf({ window }: SloFacts): string {
  return window.type === 'rolling' ? formatDuration(window.seconds) : window.unit
}

function linkLabels({ source_account, target_account, role }: WorstLinkRow): Series['labels'] {
  return { source_account, target_account, role }
}
