/** Moments that lie in one calendar month, whenever the tests run. */

/** Noon (UTC, in ms) of a day of last month; the 32nd and later lie in this month or the next. */
export function lastMonth(day: number): number {
  const now = new Date()
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, day, 12)
}
