/** An amount of data as people read it. */
import { UNKNOWN } from '../../../format/number.ts'

const units = ['B', 'kB', 'MB', 'GB', 'TB']

export function bytesText(bytes: number | null): string {
  if (bytes === null) return UNKNOWN
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const amount = bytes / 1_000 ** step
  return `${amount < 10 && step > 0 ? amount.toFixed(1) : Math.round(amount)} ${units[step]}`
}
