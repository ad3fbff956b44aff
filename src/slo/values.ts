/** The values an SLI gives beside its counts: quantiles of what it times, and one measure over another. */
import type { SloDefinition, ValueFormula } from './definition.ts'
import { withoutNoise } from './noise.ts'

/** The quantiles every sketch is made for, in the order of its levels. */
const SKETCH_LEVELS = [0.5, 0.95, 0.99, 1]

/** `p95_seconds` by the sketch's levels, in ms; null where nothing was measured. */
export function quantileValues(
  quantiles: SloDefinition['quantiles'],
  quantiles_ms: readonly (number | null)[],
): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(quantiles).map(([name, level]) => {
      const value_ms = quantiles_ms[SKETCH_LEVELS.indexOf(level)] ?? null
      return [`${name}_seconds`, value_ms === null ? null : value_ms / 1000]
    }),
  )
}

/**
 * What formulas give of measures (decimals as text). Null where there is nothing to divide by;
 * a formula for each suffix gives a value for every one that has something.
 */
export function measuredValues(
  formulas: readonly ValueFormula[],
  measures: Readonly<Record<string, string>>,
): Record<string, number | null> {
  return Object.fromEntries(
    formulas.flatMap(({ name, numerator, denominator }) => {
      if (!name.endsWith('[*]'))
        return [[name, quotient(measures[numerator], measures[denominator])] as const]
      const prefix = numerator.slice(0, -'*]'.length)
      return Object.keys(measures)
        .filter((key) => key.startsWith(prefix))
        .toSorted()
        .flatMap((key) => {
          const suffix = key.slice(prefix.length, -1)
          const value = quotient(measures[key], measures[denominator.replace('*', () => suffix)])
          return value === null ? [] : [[name.replace('*', () => suffix), value] as const]
        })
    }),
  )
}

function quotient(numerator: string | undefined, denominator: string | undefined): number | null {
  if (numerator === undefined || denominator === undefined || Number(denominator) === 0) return null
  return withoutNoise(Number(numerator) / Number(denominator))
}
