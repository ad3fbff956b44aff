/** The ends that stand for "since ever" and "for ever": the table's columns cannot be null. */

/** No event is older (src/jobs/ranges.ts). */
export const EARLIEST_MS = Date.UTC(2000, 0, 1)

export const FOREVER_MS = Date.UTC(2200, 0, 1)

/** As RFC 3339; null where the exclusion is open at that end. */
export function momentOf(at_ms: number): string | null {
  return at_ms <= EARLIEST_MS || at_ms >= FOREVER_MS ? null : new Date(at_ms).toISOString()
}
