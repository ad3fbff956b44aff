/** The sentences of alerts, with numbers that Prometheus fills in when it tells them. */
import type { Alert } from '../alerts.ts'
import type { SloDefinition } from '../definition.ts'
import { formatDuration } from '../duration.ts'
import type { AppliedPolicy } from '../windows.ts'
import { countInWords, objectiveInWords, rateInWords, spanInWords } from '../wording.ts'

/** Where Prometheus has no number to fill in. */
const MANY = 'an unknown number of'

/** One sentence for alerts of one cause and severity. */
export function summaries(slo: SloDefinition, alerts: readonly Alert[]): string {
  const [first] = alerts
  if (first === undefined) return slo.title
  const policies = alerts.flatMap((alert) => ('policy' in alert ? [alert.policy] : []))
  return `"${slo.title}": ${sentenceOf(first.cause, slo, policies)}.`
}

/** How much of the budget is left, such as `-300.0 %`. */
export function budgetLeft(slo: SloDefinition): string {
  return percent(`linkmeter_slo_error_budget_remaining_ratio${of(slo)}`)
}

/** When the budget was or will be spent. */
export function exhaustion(slo: SloDefinition): string {
  const query = `linkmeter_slo_budget_exhaustion_timestamp_seconds${of(slo)}`
  return filled(query, 'humanizeTimestamp', 'not foreseen')
}

/** Which link burns fastest, such as `111 through reader to 222, 20.0 times the even rate over 1 h`; of an account, which. */
export function worstLink(slo: SloDefinition): string {
  const query = `topk(1, max by (source_account, role, target_account) (linkmeter_link_burn_rate${of(slo)}))`
  const account = '{{ with .Labels.source_account }}{{ . }}{{ end }}'
  const role = '{{ with .Labels.role }} through {{ . }}{{ end }}'
  const target =
    '{{ with .Labels.target_account }}{{ if $link.Labels.source_account }} to {{ end }}{{ . }}{{ end }}'
  const pace = '{{ $link.Value | printf "%.1f" }} times the even rate over 1 h'
  return `{{ with query \`${query}\` }}{{ with $link := first . }}${account}${role}${target}, ${pace}{{ end }}{{ else }}not known{{ end }}`
}

function sentenceOf(cause: Alert['cause'], slo: SloDefinition, policies: readonly AppliedPolicy[]): string {
  const allowed = countInWords(slo.objective)
  const objective = objectiveInWords(slo.objective)
  switch (cause) {
    case 'burn':
      return `the error budget burns ${listed(strictest(policies).map((policy) => paceOf(slo, policy)))}; ${budgetLeft(slo)} of it is left`
    case 'limit':
      return `${listed(strictest(policies).map((policy) => goodOver(slo, policy)))}, fewer than ${objective}`
    case 'first_bad':
      return `${listed(strictest(policies).map(({ long_s }) => `a bad event within ${spanInWords(long_s)}`))} where none is allowed; ${badEvents(slo)} in the period`
    case 'budget':
      return slo.objective === 1
        ? `${badEvents(slo)} bad events in the period, where none is allowed`
        : `the error budget is spent: ${badEvents(slo)} bad events in the period, ${budgetLeft(slo)} of the budget is left`
    case 'level':
      return `${percent(`linkmeter_sli_ratio${of(slo)}`)} are good at the newest check, fewer than ${objective}`
    case 'allowance_used':
      return `an account has had as many as are allowed in the period (${allowed}); ${remaining(slo)} are left`
    case 'allowance_exceeded':
      return `an account has had more than the ${allowed} allowed in the period; ${remaining(slo)} are left`
  }
}

/** Of policies with one long window the one that fires first. */
function strictest(policies: readonly AppliedPolicy[]): AppliedPolicy[] {
  const byWindow = new Map<number, AppliedPolicy>()
  for (const policy of policies) {
    const known = byWindow.get(policy.long_s)
    if (known === undefined || policy.factor < known.factor) byWindow.set(policy.long_s, policy)
  }
  return [...byWindow.values()].toSorted((one, other) => one.long_s - other.long_s)
}

function paceOf(slo: SloDefinition, { long_s, factor }: AppliedPolicy): string {
  const query = `linkmeter_slo_burn_rate${of(slo, `,window="${formatDuration(long_s)}"`)}`
  return `${filled(query, 'printf "%.1f"', MANY)} times the even rate over ${spanInWords(long_s)} (allowed ${rateInWords(factor)})`
}

function goodOver(slo: SloDefinition, { long_s }: AppliedPolicy): string {
  const query = `linkmeter_sli_ratio${of(slo, `,window="${formatDuration(long_s)}"`)}`
  return `${percent(query)} were good over ${spanInWords(long_s)}`
}

function badEvents(slo: SloDefinition): string {
  return filled(`linkmeter_slo_events${of(slo, ',result="bad"')}`, 'printf "%.0f"', MANY)
}

function remaining(slo: SloDefinition): string {
  return filled(`linkmeter_slo_remaining_events${of(slo)}`, 'printf "%.0f"', MANY)
}

function of({ name }: SloDefinition, matchers = ''): string {
  return `{slo="${name}"${matchers}}`
}

function percent(query: string): string {
  return filled(`100 * ${query}`, 'printf "%.2f %%"', 'an unknown part')
}

/** What Prometheus puts in: the greatest where several replicas tell, a word where none does. */
function filled(query: string, format: string, otherwise: string): string {
  return `{{ with query \`max(${query})\` }}{{ . | first | value | ${format} }}{{ else }}${otherwise}{{ end }}`
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
