/** What an evaluation of an SLO would have held at any moment of a history, from its tiers as they are now. */
import type { Store } from '../../clickhouse/store.ts'
import { errorBudget } from '../../slo/budget.ts'
import type { SloDefinition } from '../../slo/definition.ts'
import { countStatus, sloStatus } from '../../slo/status.ts'
import type { Evidence } from '../../slo/weigh.ts'
import { alertWindows, periodBounds } from '../../slo/windows.ts'
import { type Evaluation, endOf } from '../evaluation.ts'
import { MINUTE_S, type Range } from '../ranges.ts'
import { type Accounts, readAccounts } from './accounts.ts'
import { readTimeline, type Timeline } from './timeline.ts'

/** Evidence as of moments in Unix seconds, asked for in order. The same object comes again while nothing changes. */
export type EvidenceAt = (at_s: number) => Evidence

/**
 * Reads the history of one SLO.
 * @param counted the SLO whose tiers hold what it counts: itself, or one that counts the same
 * @param last its evaluation as of the end: what is known now of its inputs
 * @throws StoreFailure
 */
export async function readEvidence(
  store: Store,
  slo: SloDefinition,
  history: { counted: string; span: Range; last: Evaluation; now_s: number },
): Promise<EvidenceAt> {
  const { counted, span, last, now_s } = history
  const longest_s = Math.max(0, ...alertWindows(slo).map(({ seconds }) => seconds))
  const period = periodOf(slo)
  const first_end_s = endOf(slo, span.from_s)
  const stretch = {
    from_s: Math.max(0, Math.min(period(first_end_s).from_s, first_end_s - longest_s)),
    to_s: endOf(slo, span.to_s) + MINUTE_S,
  }
  const timeline = await readTimeline(store, counted, stretch)
  const accounts = slo.kind === 'count' ? await readAccounts(store, counted, { stretch, now_s }) : null
  return evidenceOf(slo, { timeline, accounts, last })
}

interface Known {
  readonly timeline: Timeline
  /** Of a count. */
  readonly accounts: Accounts | null
  readonly last: Pick<Evaluation, 'status' | 'input'>
}

export function evidenceOf(slo: SloDefinition, { timeline, accounts, last }: Known): EvidenceAt {
  const windows = alertWindows(slo)
  const period = periodOf(slo)
  const complete_to_s = last.input.complete_to === null ? null : Date.parse(last.input.complete_to) / 1000
  let before: { end_s: number; complete: boolean; evidence: Evidence } | null = null
  return (at_s) => {
    const complete = complete_to_s === null || at_s <= complete_to_s
    const end_s = endOf(slo, complete ? at_s : complete_to_s)
    if (before?.end_s === end_s && before.complete === complete) return before.evidence
    const input = { complete, waiting: complete ? [] : last.input.waiting }
    const bounds = boundsOf(slo, period(end_s), timeline)
    const { good, total } = timeline.countedIn(bounds.from_s, bounds.to_s)
    const inWindow = ({ name, seconds }: { name: string; seconds: number }) => {
      const { good, total, excluded } = timeline.countedIn(end_s - seconds, end_s)
      return [name, excluded > 0 ? { good, total, excluded } : { good, total }] as const
    }
    const worst = accounts?.worstIn(bounds.from_s, bounds.to_s) ?? null
    const evidence: Evidence = {
      ...standOf(slo, { good, total, worst, complete, last: last.status }),
      good,
      total,
      windows: Object.fromEntries(windows.map(inWindow)),
      input,
    }
    before = { end_s, complete, evidence }
    return evidence
  }
}

/** A level is taken in one grain of its period: the newest in which anything was told. */
function boundsOf(slo: SloDefinition, period: Range, timeline: Timeline): Range {
  if (slo.kind !== 'level') return period
  const newest_s = timeline.newestIn(period.from_s, period.to_s)
  if (newest_s === null) return { from_s: period.to_s, to_s: period.to_s }
  return { from_s: newest_s, to_s: newest_s + slo.grain_s }
}

function standOf(
  { kind, objective }: SloDefinition,
  counted: {
    good: number
    total: number
    worst: number | null
    complete: boolean
    last: Evaluation['status']
  },
): Pick<Evidence, 'status' | 'ratio' | 'budget'> {
  const { good, total, worst, complete, last } = counted
  if (kind === 'count') {
    const count = worst ?? 0
    // Whether anything was heard is known as of the end; it decides between two ways of not firing only.
    const heard = last !== 'no_data'
    const status = countStatus({ worst: count, allowance: objective, heard, input_complete: complete })
    return { status, ratio: null, budget: { allowed: objective, consumed: count } }
  }
  const ratio = total === 0 ? null : good / total
  const status = sloStatus({ total, ratio, objective, input_complete: complete })
  return { status, ratio, budget: errorBudget({ objective, good, total }) }
}

/** A time zone's months begin on quarters of an hour: asked once for each, since asking a calendar is slow. */
const CALENDAR_STEP_S = 900

function periodOf({ window }: SloDefinition): (end_s: number) => Range {
  if (window.type === 'rolling') return (to_s) => ({ from_s: to_s - window.seconds, to_s })
  let known: { quarter: number; from_s: number } | null = null
  return (to_s) => {
    const quarter = Math.ceil(to_s / CALENDAR_STEP_S)
    if (known?.quarter !== quarter) {
      known = { quarter, from_s: Math.floor(periodBounds(window, to_s * 1000).from_ms / 1000) }
    }
    return { from_s: known.from_s, to_s }
  }
}
