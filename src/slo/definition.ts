/** What the rest of the program knows of an SLO, once its documents have been read and found sound. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'

export interface SloDefinition {
  readonly name: string
  readonly title: string
  /** Opens with the question that the indicator answers. */
  readonly description: string
  /** Of a ratio or a level above 0 and at most 1: 0.999 for 99.9 %. Of a count the most there may be, its allowance. */
  readonly objective: number
  readonly kind: SliKind
  readonly window: SloWindow
  /** The SQL file's name as the document has it; `sqlPlaces` says where to look for it. */
  readonly sql: string
  /** The folder of the document that holds the SLI. */
  readonly folder: string
  /** The policies it names, without those that are only for critical SLOs where it is none. */
  readonly policies: readonly AlertPolicy[]
  readonly owner: string
  readonly team: string
  /** A page with what to do: a URL, or a path in this repository. */
  readonly runbook: string
  /** The kinds of event it needs. */
  readonly inputs: readonly string[]
  readonly grouping: Grouping
  readonly grain_s: number
  /** An event at t may change results from t − lookback … */
  readonly lookback: Reach
  /** … to t + lookahead. */
  readonly lookahead: Reach
  /** Every window ends this much before now, so that what is still pending never flatters. */
  readonly maturity_s: number
  readonly critical: boolean
  /** The OpenSLO service it belongs to. */
  readonly service: string
  /** Who is called when a level is below its objective. */
  readonly breach_severity: AlertPolicy['severity']
  /** The values its sketch gives, in seconds: `{ p95: 0.95 }`. */
  readonly quantiles: Readonly<Record<string, number>>
  /** The values its measures give. */
  readonly values: readonly ValueFormula[]
  /** The kind whose events are judged: where none lies, nothing counts. Null where that is more than one, or nothing that came. */
  readonly subject: string | null
  /** Kinds whose events bear only on subjects that have the same value in a column, not empty; the column by kind. */
  readonly subject_keys: Readonly<Record<string, string>>
  /** True where results change with the passing of time alone: what was expected and did not come counts, too. */
  readonly continuous: boolean
  /** What its SQL tells as pending is so for this long after its minute, then undecided for good; null: always pending. */
  readonly undecided_for_s: number | null
  /** Changes when what is computed into the tiers may change. */
  readonly checksum: string
}

/**
 * A ratio is a share of good events over a window; a count is how many there were for each target account;
 * a level is how things stand at the window's end.
 */
export const sliKinds = ['ratio', 'count', 'level'] as const
export type SliKind = (typeof sliKinds)[number]

/** One measure over another. A name that ends in `[*]` stands for every suffix of the keys: `amount[w]`. */
export interface ValueFormula {
  readonly name: string
  readonly numerator: string
  readonly denominator: string
}

export type SloWindow =
  | { readonly type: 'rolling'; readonly seconds: number }
  | { readonly type: 'calendar'; readonly unit: 'month'; readonly timeZone: string }

export const groupings = ['link', 'source_account', 'target_account', 'role'] as const
type Grouping = (typeof groupings)[number]

/** How far an event reaches, and how far where its kind reaches farther or less. */
export interface Reach {
  readonly default_s: number
  readonly by_kind: Readonly<Record<string, number>>
}

/** Fires when the burn rates over both windows exceed the factor and the long one has enough bad events. */
export interface AlertPolicy {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly severity: 'page' | 'ticket'
  readonly long_s: number
  readonly short_s: number
  /** The burn rate as written, which holds for a period of 30 days. */
  readonly threshold: number
  /** The share of a period's budget that may burn in the long window; null where the threshold is fixed. */
  readonly budget_share: number | null
  readonly minimum_bad: number
  readonly critical_only: boolean
}

/** The reach of one kind. */
export function reachOf(reach: Reach, kind: string): number {
  return reach.by_kind[kind] ?? reach.default_s
}

/** Where to look for the SQL file, in order: beside the document, then among the indicators that are shipped. */
export function sqlPlaces(slo: Pick<SloDefinition, 'folder' | 'sql'>, shippedFolder: string): string[] {
  return [join(slo.folder, slo.sql), join(shippedFolder, slo.sql)]
}

/** SHA-256, in hex, of what decides which rows the tiers hold. The SQL's own text is the loader's to add. */
export function tierChecksum(
  slo: Pick<
    SloDefinition,
    'sql' | 'lookback' | 'lookahead' | 'grain_s' | 'inputs' | 'continuous' | 'subject' | 'subject_keys'
  >,
): string {
  const parts = [
    slo.sql,
    reachParts(slo.lookback),
    reachParts(slo.lookahead),
    slo.grain_s,
    slo.inputs.toSorted(),
    slo.continuous,
    slo.subject,
    byName(slo.subject_keys),
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function reachParts(reach: Reach): unknown[] {
  return [reach.default_s, byName(reach.by_kind)]
}

function byName(record: Readonly<Record<string, unknown>>): unknown[] {
  return Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1))
}
