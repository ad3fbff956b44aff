/** Binary fractions: 1 − 0.999 is 0.0010000000000000009, and nobody wants to read that in a budget. */

/** The number to 12 significant digits: what was measured and set stays, what arithmetic added goes. */
export function withoutNoise(value: number): number {
  return Number(value.toPrecision(12))
}
