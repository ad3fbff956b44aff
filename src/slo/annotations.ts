/** The annotations under `linkmeter.dev/` that say what OpenSLO has no field for; docs/slis.md lists them. */
import { z } from 'zod'
import { groupings, type Reach, sliKinds, type ValueFormula } from './definition.ts'
import { parseDuration } from './duration.ts'

export const PREFIX = 'linkmeter.dev/'

/** On an SLO. */
export const sloAnnotations = annotations({
  [`${PREFIX}owner`]: someText(),
  [`${PREFIX}team`]: someText(),
  [`${PREFIX}runbook`]: someText(),
  [`${PREFIX}objective`]: read(
    percentUpTo100,
    'a percentage above 0 and up to 100',
    'Write "100%".',
  ).optional(),
  [`${PREFIX}allowance`]: read(wholeNumberOrZero, 'a whole number', 'Write "0" or "1".').optional(),
  [`${PREFIX}critical`]: flag(),
  [`${PREFIX}breach-severity`]: z.enum(['page', 'ticket']).optional(),
})

/** On an SLI: how its SQL is to be run. */
export const sliAnnotations = annotations({
  [`${PREFIX}inputs`]: read(words, 'a list of kinds', 'Name the kinds it needs: "action, token_issuance".'),
  [`${PREFIX}grouping`]: z.enum(groupings).default('link'),
  [`${PREFIX}grain`]: z.enum(['minute', 'hour', 'day']).default('minute'),
  [`${PREFIX}lookback`]: reach(),
  [`${PREFIX}lookahead`]: reach(),
  [`${PREFIX}maturity`]: duration().default(0),
  [`${PREFIX}quantiles`]: read(
    quantiles,
    'a list of quantiles',
    'Write "p50=0.5, p95=0.95", each above 0 and at most 1.',
  ).default({}),
  [`${PREFIX}values`]: read(
    valueFormulas,
    'a list of values',
    'Write "cost_per_unit=amount/units", the names of measures on the right.',
  ).default([]),
  [`${PREFIX}kind`]: z.enum(sliKinds).default('ratio'),
  [`${PREFIX}subject`]: someText().optional(),
  [`${PREFIX}subject-keys`]: read(
    keys,
    'a list of kinds, each with a column',
    'Write "audit=request_id", the column by which the subject is found.',
  ).default({}),
  [`${PREFIX}continuous`]: flag(),
  [`${PREFIX}undecided-for`]: duration().optional(),
})

/** On an alert condition: what makes a burn-rate alert over one window one over two. */
export const conditionAnnotations = annotations({
  [`${PREFIX}short-window`]: duration().optional(),
  [`${PREFIX}budget-share`]: read(percentUpTo100, 'a percentage', 'Write "2%".').optional(),
  [`${PREFIX}minimum-bad-events`]: read(wholeNumber, 'a whole number above 0', 'Write "5".').default(5),
  [`${PREFIX}critical-only`]: flag(),
})

/** On everything else. */
export const noAnnotations = annotations({})

/** Other programs' annotations are theirs; one of ours that nobody reads is a spelling mistake. */
function annotations<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((value) => {
    if (value === undefined || value === null) return {}
    if (typeof value !== 'object' || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).filter(([key]) => key.startsWith(PREFIX)))
  }, z.strictObject(shape))
}

/** Reads a text or says that it is not `what` it should be. */
export function read<Value>(parse: (text: string) => Value | null, what: string, remedy: string) {
  return z.string().transform((text, context): Value => {
    const value = parse(text.trim())
    if (value !== null) return value
    context.addIssue({ code: 'custom', message: `"${text}" is not ${what}`, params: { remedy } })
    return z.NEVER
  })
}

function someText() {
  return z.string().trim().min(1)
}

function flag() {
  return z
    .enum(['true', 'false'])
    .default('false')
    .transform((word) => word === 'true')
}

function duration() {
  return read(parseDuration, 'a duration', 'Write it like 5m, 1h5m or 1d.')
}

function reach() {
  const remedy = 'Write "5m", or "5m, token_issuance=12h" where a kind reaches farther.'
  return read(parseReach, 'a duration with, if need be, durations of kinds', remedy)
}

/** `5m, token_issuance=12h`: the duration of all kinds, then those that differ. */
function parseReach(text: string): Reach | null {
  const [first = '', ...others] = text.split(',').map((part) => part.trim())
  const default_s = parseDuration(first)
  const by_kind = pairs(others, parseDuration)
  return default_s === null || by_kind === null ? null : { default_s, by_kind }
}

function quantiles(text: string): Record<string, number> | null {
  return pairs(text.split(','), (share) => {
    const quantile = Number(share)
    return quantile > 0 && quantile <= 1 ? quantile : null
  })
}

/** `cost_per_unit[*]=amount[*]/units[*]`: what each value divides by what. */
function valueFormulas(text: string): ValueFormula[] | null {
  const formulas = text.split(',').map((part): ValueFormula | null => {
    const [, name, numerator, denominator] =
      /^\s*(\w+(?:\[\*\])?)\s*=\s*(\w+(?:\[\*\])?)\s*\/\s*(\w+(?:\[\*\])?)\s*$/.exec(part) ?? []
    if (name === undefined || numerator === undefined || denominator === undefined) return null
    return isEach(name) === isEach(numerator) && isEach(name) === isEach(denominator)
      ? { name, numerator, denominator }
      : null
  })
  const found = formulas.filter((formula) => formula !== null)
  const isSound =
    found.length === formulas.length && new Set(found.map(({ name }) => name)).size === found.length
  return isSound ? found : null
}

function isEach(name: string): boolean {
  return name.endsWith('[*]')
}

/** `audit=request_id, token_issuance=token_id`: a column for each kind. */
function keys(text: string): Record<string, string> | null {
  return pairs(text.split(','), (column) => (/^\w+$/.test(column) ? column : null))
}

/** `name=value` parts as a record; null when one is malformed or comes twice. */
function pairs<Value>(parts: string[], parse: (text: string) => Value | null): Record<string, Value> | null {
  const found = new Map<string, Value>()
  for (const part of parts) {
    const match = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(part)
    const value = match?.[2] === undefined ? null : parse(match[2])
    if (match?.[1] === undefined || value === null || found.has(match[1])) return null
    found.set(match[1], value)
  }
  return Object.fromEntries(found)
}

function words(text: string): string[] | null {
  const found = text.split(',').map((word) => word.trim())
  return found.every((word) => /^\w+$/.test(word)) && new Set(found).size === found.length ? found : null
}

/** `99.95%` as 0.9995, free of what binary fractions add. */
function percentUpTo100(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text)
  const share = match === null ? Number.NaN : Number((Number(match[1]) / 100).toPrecision(12))
  return share > 0 && share <= 1 ? share : null
}

function wholeNumberOrZero(text: string): number | null {
  return text === '0' ? 0 : wholeNumber(text)
}

function wholeNumber(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null
}
