/** Prints a backtest: what would have fired, what of it was real, and what another set would have done. */
import type { Difference, Episode } from '../slo/compare-firings.ts'
import type { Firing, Moments } from '../slo/replay.ts'
import type { Score } from '../slo/score-firings.ts'
import { shareInWords, spanInWords } from '../slo/wording.ts'
import { alignColumns } from './align-columns.ts'

export interface Backtest {
  readonly moments: Moments
  readonly slos: readonly string[]
  readonly firings: readonly Firing[]
  /** Null unless asked for. */
  readonly score: Score | null
  readonly compared: {
    readonly folder: string
    /** SLOs that count what no SLO in use counts: there is no history of it. */
    readonly left_out: readonly string[]
    readonly differences: readonly Difference[]
  } | null
}

export function backtestText(backtest: Backtest): string {
  const { moments, slos, firings, score, compared } = backtest
  const pages = firings.filter(({ severity }) => severity === 'page').length
  const parts = [
    `${slos.length} SLOs from ${time(moments.from_s)} to ${time(moments.to_s)}, decided every ${spanInWords(moments.step_s)}: ` +
      `${firings.length} alerts would have fired, ${pages} of them pages.`,
    firings.length === 0 ? '' : alignColumns([FIRING_HEADINGS, ...firings.map(firingRow)]),
    score === null ? '' : scoreText(score),
    compared === null ? '' : comparedText(compared),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

export function backtestJson({ moments, slos, firings, score, compared }: Backtest): string {
  const printed = {
    from: iso(moments.from_s),
    to: iso(moments.to_s),
    step_s: moments.step_s,
    slos,
    firings: firings.map(firingJson),
    score: score === null ? null : scoreJson(score),
    compared:
      compared === null
        ? null
        : {
            ...compared,
            differences: compared.differences.map(({ current, other, ...difference }) => ({
              ...difference,
              current: current === null ? null : episodeJson(current),
              other: other === null ? null : episodeJson(other),
            })),
          },
  }
  return `${JSON.stringify(printed, null, 2)}\n`
}

const FIRING_HEADINGS = ['SLO', 'alert', 'severity', 'fired', 'resolved', 'lasted', 'why']

function firingRow({ slo, alert, severity, fired_s, resolved_s, reason }: Firing): string[] {
  const lasted = resolved_s === null ? '' : spanInWords(resolved_s - fired_s)
  return [
    slo,
    alert,
    severity,
    time(fired_s),
    resolved_s === null ? 'fires' : time(resolved_s),
    lasted,
    reason,
  ]
}

function scoreText(score: Score): string {
  const rows = score.incidents.map(({ name, title, from_s, to_s, found_by, detected_after_s }) => [
    name,
    title,
    time(from_s),
    to_s === null ? 'lasts' : time(to_s),
    detected_after_s === null ? 'MISSED' : `after ${spanInWords(Math.round(detected_after_s))}`,
    found_by.map(({ slo, alert }) => `${slo} ${alert}`).join(', '),
  ])
  const noise = score.noise.map(({ slo, alert, fired_s }) => `  ${time(fired_s)}  ${slo} ${alert}`)
  return [
    alignColumns([['incident', 'what', 'from', 'to', 'found', 'by'], ...rows]),
    ...(noise.length === 0 ? [] : ['', 'Alerts that belong to no incident:', ...noise]),
    '',
    resultLine(score),
  ].join('\n')
}

function resultLine({ incidents, precision, recall, detection_median_s, detection_most_s }: Score): string {
  const found = incidents.filter(({ detected_after_s }) => detected_after_s !== null).length
  const times =
    detection_median_s === null || detection_most_s === null
      ? ''
      : `; detected after ${spanInWords(Math.round(detection_median_s))} in the median, ${spanInWords(Math.round(detection_most_s))} at most`
  return `Precision ${shareOf(precision)}, recall ${shareOf(recall)} (${found} of ${incidents.length} incidents found)${times}.`
}

function shareOf(share: number | null): string {
  return share === null ? '–' : shareInWords(share)
}

function comparedText({ folder, left_out, differences }: NonNullable<Backtest['compared']>): string {
  const rows = differences.map(({ change, slo, severity, current, other, shift_s }) => [
    change,
    slo,
    severity,
    episodeText(current),
    episodeText(other),
    shift_s === null ? '' : spanInWords(Math.abs(shift_s)),
  ])
  const unknown =
    left_out.length === 0
      ? []
      : [
          '',
          `Not compared, since they count what is not measured here: ${left_out.join(', ')}. ` +
            'Name their folder in LINKMETER_SLOS and run `linkmeter report` first.',
        ]
  const table =
    rows.length === 0
      ? `With ${folder} the same would have alerted at the same times.`
      : alignColumns([[`with ${folder}`, 'SLO', 'severity', 'now', 'then', 'by'], ...rows])
  return [table, ...unknown].join('\n')
}

function episodeText(episode: Episode | null): string {
  return episode === null ? '–' : `${episode.alert} ${time(episode.from_s)}`
}

function episodeJson({ from_s, to_s, alert }: Episode): object {
  return { alert, from: iso(from_s), to: to_s === null ? null : iso(to_s) }
}

function firingJson({ slo, alert, severity, fired_s, resolved_s, reason }: Firing): object {
  const resolved_at = resolved_s === null ? null : iso(resolved_s)
  return { slo, alert, severity, fired_at: iso(fired_s), resolved_at, reason }
}

function scoreJson({ incidents, noise, ...score }: Score): object {
  return {
    ...score,
    incidents: incidents.map(({ from_s, to_s, found_by, ...incident }) => ({
      ...incident,
      from: iso(from_s),
      to: to_s === null ? null : iso(to_s),
      found_by: found_by.map((firing) => ({ ...firingJson(firing), after_s: firing.after_s })),
    })),
    noise: noise.map(firingJson),
  }
}

function iso(at_s: number): string {
  return new Date(at_s * 1000).toISOString()
}

function time(at_s: number): string {
  return `${iso(at_s).slice(0, 16).replace('T', ' ')}Z`
}
