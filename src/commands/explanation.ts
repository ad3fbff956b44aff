/** Prints an explanation for who was just woken: whether it fires and why, then the numbers behind it. */
import type { ExplainedAlert, Explanation } from '../jobs/explain.ts'
import { countInWords, objectiveInWords, rateInWords, shareInWords } from '../slo/wording.ts'
import { alignColumns } from './align-columns.ts'

const UNKNOWN = '–'

export function explanationText(explanation: Explanation): string {
  const parts = [
    [headline(explanation), ...inputsOf(explanation), ...changedSince(explanation)],
    alertsShown(explanation),
    windowsShown(explanation),
    budgetShown(explanation),
    linksShown(explanation),
    breakdownShown(explanation),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

export function explanationJson(explanation: Explanation): string {
  const { at, alerts, now, kept, last_hour, worst_links } = explanation
  const shown = {
    slo: now.slo,
    title: now.title,
    at,
    firing: alerts.some((alert) => alert.now.firing),
    headline: headline(explanation),
    alerts: alerts.map(({ decided, ...alert }) => ({
      ...alert,
      decided:
        decided === null
          ? null
          : {
              state: decided.state,
              firing: decided.firing,
              since: iso(decided.since_ms),
              decided_at: iso(decided.decided_ms),
              reason: decided.reason,
            },
    })),
    kept:
      kept === null
        ? null
        : {
            evaluated_at: iso(kept.evaluated_ms),
            status: kept.status,
            good: kept.good,
            total: kept.total,
            excluded: kept.excluded,
            windows: kept.window_events,
            burn_rate: kept.burn_rates,
            budget: {
              allowed: kept.budget_allowed,
              consumed: kept.budget_consumed,
              remaining_ratio: kept.budget_remaining_ratio,
              exhausted_at: iso(kept.exhausted_ms),
              exhausts_at: iso(kept.exhausts_ms),
            },
            breakdown: kept.breakdown,
            input: { complete: kept.input_complete, waiting: kept.input_waiting },
          },
    now: {
      status: now.status,
      window: now.window,
      good: now.good,
      total: now.total,
      excluded: now.excluded,
      windows: now.windows,
      burn_rate: now.burn_rate,
      budget: now.budget,
      breakdown: now.breakdown,
      input: now.input,
    },
    last_hour: { breakdown: last_hour },
    worst_links,
  }
  return `${JSON.stringify(shown, null, 2)}\n`
}

/** The first firing alert, as known now; else the most urgent one, and why it does not fire. */
function headline({ alerts, now, at }: Explanation): string {
  const firing = alerts.filter((alert) => alert.now.firing)
  const [first] = firing
  if (first !== undefined) {
    const others = firing.length === 1 ? '' : ` (and ${firing.length - 1} more)`
    return `${now.slo} is FIRING, ${first.severity}: ${first.alert}${others} ${first.now.reason} As of ${time(at)}.`
  }
  const [nearest] = alerts
  const why = nearest === undefined ? 'It has no alerts.' : `${nearest.alert}: ${nearest.now.reason}`
  return `${now.slo} is not firing. ${why} As of ${time(at)}.`
}

function inputsOf({ now: { input } }: Explanation): string[] {
  if (input.complete) return []
  const waiting = input.waiting.join('; ')
  return [
    `Its input is incomplete: ${waiting}. Judged up to ${time(input.complete_to)}; no alert ends meanwhile.`,
  ]
}

/** Where what is known now would decide otherwise. */
function changedSince({ alerts, kept, now }: Explanation): string[] {
  if (kept === null) return ['Nothing was evaluated then: what is told is as known now.']
  const changed = alerts.filter(
    (alert) => alert.decided !== null && alert.decided.firing !== alert.now.firing,
  )
  const counts = `${goodOf(kept)} then, ${goodOf(now)} now`
  if (changed.length > 0) {
    const which = changed.map(
      ({ alert, decided }) => `${alert} ${decided?.firing ? 'fired' : 'did not fire'}`,
    )
    return [`Then it was decided otherwise: ${which.join(', ')}. Good in the period: ${counts}.`]
  }
  return []
}

function goodOf({ good, total, excluded }: { good: number; total: number; excluded: number }): string {
  const left_out = excluded === 0 ? '' : `, ${countInWords(excluded)} excluded`
  return `${countInWords(good)} of ${countInWords(total)}${left_out}`
}

function alertsShown({ alerts }: Explanation): string[] {
  return alerts.flatMap((alert) => [
    `${alert.alert} (${alert.severity}) ${alert.condition}.`,
    `  then  ${thenShown(alert)}`,
    `  now   ${alert.now.state}: ${alert.now.reason}`,
  ])
}

function thenShown({ decided, now }: ExplainedAlert): string {
  if (decided === null) return 'nothing had been decided.'
  const since = `${decided.state === 'frozen' && decided.firing ? 'frozen, firing' : decided.state} since ${time(iso(decided.since_ms))}`
  return decided.reason === now.reason
    ? `${since}.`
    : `${since}; decided ${time(iso(decided.decided_ms))}: ${decided.reason}`
}

function windowsShown({ now, kept }: Explanation): string[] {
  const names = Object.keys(now.windows)
  if (names.length === 0) return []
  const rows = names.map((name) => {
    const events = kept?.window_events[name]
    return [
      name,
      rate(kept?.burn_rates[name]),
      events === undefined ? UNKNOWN : badOf(events),
      rate(now.burn_rate[name]),
      badOf(now.windows[name] ?? { good: 0, total: 0 }),
    ]
  })
  const headings = ['window', 'burn then', 'bad then', 'burn now', 'bad now']
  return [alignColumns([headings, ...rows])]
}

function badOf({ good, total }: { good: number; total: number }): string {
  return total === 0 ? UNKNOWN : `${countInWords(total - good)} of ${countInWords(total)}`
}

function rate(burn: number | null | undefined): string {
  return burn === null || burn === undefined ? UNKNOWN : `${rateInWords(burn)}×`
}

function budgetShown({ now, kept }: Explanation): string[] {
  const { kind, objective, budget, excluded } = now
  if (kind === 'count') {
    const left = budget.remaining_count ?? 0
    return [
      `Allowance: ${countInWords(budget.consumed)} in the worst account, ${countInWords(objective)} allowed, ${left < 0 ? `${-left} too many` : `${left} left`}.`,
    ]
  }
  const left = budget.remaining_ratio === null ? 'nothing judged' : leftOf(budget.remaining_ratio)
  const before =
    kept === null || kept.budget_remaining_ratio === null
      ? ''
      : ` Then: ${leftOf(kept.budget_remaining_ratio)}.`
  const left_out = excluded === 0 ? '' : ` ${countInWords(excluded)} events are excluded.`
  return [
    `Budget of ${objectiveInWords(objective)}: ${countInWords(budget.consumed)} bad of ${countInWords(budget.allowed)} allowed, ${left}. ${runsOut(now)}${before}${left_out}`,
  ]
}

function leftOf(ratio: number): string {
  return ratio < 0 ? 'overspent' : `${shareInWords(ratio)} left`
}

function runsOut({ budget }: Explanation['now']): string {
  if (budget.exhausted_at !== null) return `It was spent at ${time(budget.exhausted_at)}.`
  if (budget.exhausts_at === null) return 'At the pace of the last hour it lasts.'
  return `At the pace of the last hour it is spent at ${time(budget.exhausts_at)}.`
}

function linksShown({ worst_links }: Explanation): string[] {
  if (worst_links.length === 0) return []
  const rows = worst_links.map((link) => [
    [link.source_account, link.role, link.target_account].filter((part) => part !== '').join(' → '),
    badOf(link),
    rate(link.burn_rate_1h),
  ])
  return [alignColumns([['worst links', 'bad in the period', 'burn 1h'], ...rows])]
}

function breakdownShown({ last_hour, now }: Explanation): string[] {
  const shown = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .toSorted(([, one], [, other]) => other - one)
      .map(([name, count]) => `${name} ${countInWords(count)}`)
      .join(', ')
  const lines = [
    ['Counted in the last hour', shown(last_hour)],
    ['Counted in the period', shown(now.breakdown)],
  ]
  return lines.flatMap(([label, text]) => (text === '' ? [] : [`${label}: ${text}.`]))
}

function iso(at_ms: number): string
function iso(at_ms: number | null): string | null
function iso(at_ms: number | null): string | null {
  return at_ms === null ? null : new Date(at_ms).toISOString()
}

/** To the second, in UTC: `2026-11-01 03:12:00Z`. */
function time(at: string | null): string {
  return at === null ? UNKNOWN : `${at.slice(0, 19).replace('T', ' ')}Z`
}
