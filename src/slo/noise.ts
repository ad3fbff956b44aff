/** Binary fractions: 1 − 0.999 is 0.0010000000000000009, and nobody wants to read that in a budget. */

/** The number to 12 significant digits: what was measured and set stays, what arithmetic added goes. */
export function withoutNoise(value: number): number {
  return Number(value.toPrecision(12))
}

/** The share of bad events that an objective allows, to 12 decimals: 0.00001 for 99.999 %. */
export function allowedShare(objective: number): number {
  return Number((1 - objective).toFixed(12))
}
