/** Numbers as people read them. What is unknown is a dash, never a zero. */

export const UNKNOWN = '–'

const grouped = new Intl.NumberFormat('en-US')

export function countText(count: number | null): string {
  return count === null ? UNKNOWN : grouped.format(count)
}

/** Cut, not rounded, where rounding would reach a whole: 99.9996 % is not 100 %. */
export function percentText(ratio: number | null, places = 3): string {
  if (ratio === null) return UNKNOWN
  const scale = 10 ** places
  const scaled = ratio * 100 * scale
  const rounded = ratio < 1 && Math.round(scaled) >= 100 * scale ? Math.floor(scaled) : Math.round(scaled)
  return `${(rounded / scale).toFixed(places)} %`
}

/** An objective keeps only the places it has. */
export function objectiveText(objective: number, isCount: boolean): string {
  if (isCount) return `at most ${grouped.format(objective)}`
  return `${Number((objective * 100).toFixed(4))} %`
}

export function burnText(rate: number | null): string {
  return rate === null ? UNKNOWN : `${rate.toFixed(2)}×`
}

/** A decimal as text stays one until here: only what is shown is rounded. */
export function moneyText(amount: string, currency: string): string {
  const number = Number(amount)
  try {
    return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(number)
  } catch {
    return `${number.toFixed(2)} ${currency}`
  }
}

export function durationText(seconds: number | null): string {
  if (seconds === null) return UNKNOWN
  const size = Math.abs(seconds)
  if (size < 1) return `${Math.round(seconds * 1_000)} ms`
  if (size < 120) return `${seconds.toFixed(size < 10 ? 2 : 0)} s`
  if (size < 7_200) return `${Math.round(seconds / 60)} min`
  return size < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`
}
