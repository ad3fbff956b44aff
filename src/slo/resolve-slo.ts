/** From an SLO document and what it names to a definition. */
import { dirname } from 'node:path'
import { PREFIX } from './annotations.ts'
import type { AlertPolicy, Reach, SliKind, SloDefinition, SloWindow } from './definition.ts'
import { tierChecksum } from './definition.ts'
import type { Condition, Indicator, SloDocument } from './openslo.ts'
import { type Named, type Outcome, type Placed, partAt, problemIn } from './placed.ts'
import type { SloProblem } from './problem.ts'
import { resolvePolicy } from './resolve-policy.ts'
import { NOMINAL_PERIOD_S } from './windows.ts'

/** The columns of each kind of event there is. */
export type KindColumns = ReadonlyMap<string, readonly string[]>

export interface SloContext {
  readonly indicators: Named<Indicator>
  readonly conditions: Named<Condition>
  /** The policies of the documents, resolved. */
  readonly policies: ReadonlyMap<string, AlertPolicy>
  /** Undefined where the reader is not told. */
  readonly kinds: KindColumns | undefined
}

const THIRTY_DAYS: SloWindow = { type: 'rolling', seconds: NOMINAL_PERIOD_S }
const GRAIN_S = { minute: 60, hour: 3_600, day: 86_400 } as const

/** The definition; null where something it names is missing or wrong, which is reported where that stands. */
export function resolveSlo(slo: Placed<SloDocument>, context: SloContext): Outcome<SloDefinition | null> {
  const indicator = indicatorOf(slo, context)
  const policies = policiesOf(slo, context)
  const inlined = slo.part.spec.indicator !== undefined && indicator !== null
  const problems = [
    ...policies.problems,
    ...(inlined ? indicatorProblems(indicator, context.kinds) : []),
    ...(indicator === null ? [] : kindProblems(slo, indicator)),
  ]
  if (indicator === null || policies.value === null) return { value: null, problems }
  const { metadata, spec } = slo.part
  const critical = metadata.annotations[`${PREFIX}critical`]
  const measured = measurement(indicator)
  const value: SloDefinition = {
    name: metadata.name,
    title: metadata.displayName ?? metadata.name,
    description: spec.description === '' ? indicator.part.spec.description : spec.description,
    objective: objectiveOf(slo.part, measured.kind),
    window: spec.timeWindow?.[0] ?? THIRTY_DAYS,
    policies: policies.value.filter((policy) => critical || !policy.critical_only),
    owner: metadata.annotations[`${PREFIX}owner`],
    team: metadata.annotations[`${PREFIX}team`],
    runbook: metadata.annotations[`${PREFIX}runbook`],
    critical,
    service: spec.service,
    breach_severity: metadata.annotations[`${PREFIX}breach-severity`] ?? 'ticket',
    ...measured,
    checksum: tierChecksum(measured),
  }
  return { value, problems }
}

/** What an indicator's documents alone can get wrong: kinds that do not exist, or that it does not read. */
export function indicatorProblems(indicator: Placed<Indicator>, kinds?: KindColumns): SloProblem[] {
  const { inputs, lookback, lookahead, subject } = measurement(indicator)
  const at = (name: string) => ['metadata', 'annotations', `${PREFIX}${name}`]
  const unknown = inputs
    .filter((input) => kinds !== undefined && !kinds.has(input))
    .map((input) =>
      problemIn(
        indicator,
        at('inputs'),
        `There is no kind of event named ${input}.`,
        `Choose from: ${[...(kinds?.keys() ?? [])].join(', ')}.`,
      ),
    )
  const stray = Object.entries({ lookback, lookahead }).flatMap(([name, reach]: [string, Reach]) =>
    Object.keys(reach.by_kind)
      .filter((kind) => !inputs.includes(kind))
      .map((kind) =>
        problemIn(
          indicator,
          at(name),
          `The ${name} names ${kind}, which is none of the inputs.`,
          `Correct the kind, or add it to ${PREFIX}inputs.`,
        ),
      ),
  )
  const foreign =
    subject === null || inputs.includes(subject)
      ? []
      : [
          problemIn(
            indicator,
            at('subject'),
            `The subject is ${subject}, which is none of the inputs.`,
            `Correct the kind, or add it to ${PREFIX}inputs.`,
          ),
        ]
  return [...unknown, ...stray, ...foreign, ...keyProblems(indicator, kinds)]
}

/** A key that leads to no subject would leave minutes as they were although something came for them. */
function keyProblems(indicator: Placed<Indicator>, kinds?: KindColumns): SloProblem[] {
  const { inputs, subject, subject_keys } = measurement(indicator)
  const problem = (what: string, remedy: string) =>
    problemIn(indicator, ['metadata', 'annotations', `${PREFIX}subject-keys`], what, remedy)
  const keys = Object.entries(subject_keys)
  if (keys.length > 0 && subject === null) {
    return [problem('There are keys, but no subject to find by them.', `Name the kind in ${PREFIX}subject.`)]
  }
  return keys.flatMap(([kind, column]) => {
    if (!inputs.includes(kind)) {
      return [problem(`A key is given for ${kind}, which is none of the inputs.`, 'Name one of the inputs.')]
    }
    const lacking = [kind, subject ?? ''].filter((one) => kinds?.get(one)?.includes(column) === false)
    return lacking.map((one) =>
      problem(`The kind ${one} has no column ${column}.`, 'Name a column that both have.'),
    )
  })
}

function measurement({ part, document }: Placed<Indicator>) {
  const annotations = part.metadata.annotations
  return {
    kind: annotations[`${PREFIX}kind`],
    values: annotations[`${PREFIX}values`],
    subject: annotations[`${PREFIX}subject`] ?? null,
    subject_keys: annotations[`${PREFIX}subject-keys`],
    continuous: annotations[`${PREFIX}continuous`],
    undecided_for_s: annotations[`${PREFIX}undecided-for`] ?? null,
    sql: part.spec.ratioMetric.good.metricSource.spec.sql,
    folder: dirname(document.path),
    inputs: annotations[`${PREFIX}inputs`],
    grouping: annotations[`${PREFIX}grouping`],
    grain_s: GRAIN_S[annotations[`${PREFIX}grain`]],
    lookback: annotations[`${PREFIX}lookback`],
    lookahead: annotations[`${PREFIX}lookahead`],
    maturity_s: annotations[`${PREFIX}maturity`],
    quantiles: annotations[`${PREFIX}quantiles`],
  }
}

function indicatorOf(slo: Placed<SloDocument>, { indicators }: SloContext): Placed<Indicator> | null {
  const { indicator, indicatorRef } = slo.part.spec
  if (indicator !== undefined) return partAt(slo, ['spec', 'indicator'], indicator)
  return indicators.get(indicatorRef ?? '') ?? null
}

/** Null where one of them cannot be had: an SLO with an alert missing looks guarded and is not. */
function policiesOf(slo: Placed<SloDocument>, context: SloContext): Outcome<readonly AlertPolicy[] | null> {
  const outcomes = slo.part.spec.alertPolicies.map((item, index): Outcome<AlertPolicy | null> => {
    if (item.kind === undefined)
      return { value: context.policies.get(item.alertPolicyRef) ?? null, problems: [] }
    return resolvePolicy(partAt(slo, ['spec', 'alertPolicies', index], item), context.conditions)
  })
  const found = outcomes.flatMap(({ value }) => value ?? [])
  return {
    value: found.length === outcomes.length ? found : null,
    problems: outcomes.flatMap(({ problems }) => problems),
  }
}

/** What an SLO says that its indicator's kind has no use for, or lacks. */
function kindProblems(slo: Placed<SloDocument>, indicator: Placed<Indicator>): SloProblem[] {
  const { metadata, spec } = slo.part
  const kind = indicator.part.metadata.annotations[`${PREFIX}kind`]
  const allowance = metadata.annotations[`${PREFIX}allowance`]
  const at = ['metadata', 'annotations', `${PREFIX}allowance`]
  const problem = (field: readonly PropertyKey[], told: string, remedy: string) => [
    problemIn(slo, [...field], told, remedy),
  ]
  return [
    kind === 'count' && allowance === undefined
      ? problem(
          ['metadata', 'annotations'],
          'Its indicator is a count, and how many there may be is not said.',
          `Add ${PREFIX}allowance: "0" or more.`,
        )
      : [],
    kind !== 'count' && allowance !== undefined
      ? problem(
          at,
          `Its indicator is a ${kind}, which has no allowance.`,
          'Remove it, or choose an indicator that counts.',
        )
      : [],
    kind !== 'level' && metadata.annotations[`${PREFIX}breach-severity`] !== undefined
      ? problem(
          ['metadata', 'annotations', `${PREFIX}breach-severity`],
          `Its indicator is a ${kind}: only a level has one severity for all.`,
          kind === 'count'
            ? 'Remove it: the allowance says when to call.'
            : 'Remove it: its policies have severities.',
        )
      : [],
    kind !== 'ratio' && spec.alertPolicies.length > 0
      ? problem(
          ['spec', 'alertPolicies'],
          `Its indicator is a ${kind}, which has no burn rate.`,
          'Remove the policies: the objective itself says when to alert.',
        )
      : [],
  ].flat()
}

function objectiveOf({ metadata, spec }: SloDocument, kind: SliKind): number {
  if (kind === 'count') return metadata.annotations[`${PREFIX}allowance`] ?? 0
  const stated = metadata.annotations[`${PREFIX}objective`]
  if (stated !== undefined) return stated
  const { target, targetPercent = 0 } = spec.objectives[0] ?? {}
  return target ?? Number((targetPercent / 100).toPrecision(12))
}
