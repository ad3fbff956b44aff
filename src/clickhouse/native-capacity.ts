/** When a column's buffer is worth keeping for the next block. */

/** A buffer is let go when a block has left more than three quarters of it unused, `least` always granted. */
export function isOversized(capacity: number, used: number, least: number): boolean {
  return capacity > 4 * Math.max(used, least)
}
