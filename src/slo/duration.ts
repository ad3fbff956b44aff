/** Durations as people write them: `5m`, `1h5m`, `30d`, in Prometheus' notation, which holds OpenSLO's. */

const UNITS = [
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const

const NOTATION = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/

/** The seconds of a duration such as `5m` or `1h5m`; null when it is none. Months have no fixed length: null. */
export function parseDuration(text: string): number | null {
  const match = NOTATION.exec(text)
  if (match === null || text === '') return null
  const seconds = UNITS.reduce((sum, [, unit], index) => sum + Number(match[index + 1] ?? 0) * unit, 0)
  return Number.isSafeInteger(seconds) ? seconds : null
}

/** As Prometheus prints it: `5m`, `1h30m`, `3d`; weeks only where nothing is left over (`2w`, but `30d`). */
export function formatDuration(seconds: number): string {
  if (seconds === 0) return '0s'
  if (seconds % 604_800 === 0) return `${seconds / 604_800}w`
  let rest = seconds
  let text = ''
  for (const [letter, unit] of UNITS.slice(1)) {
    const count = Math.floor(rest / unit)
    if (count > 0) text += `${count}${letter}`
    rest -= count * unit
  }
  return text
}
