/** How busy a moment is: working days peak in the early afternoon UTC, nights and weekends are quiet. */

const HOUR_MS = 3_600_000
const BUSIEST_HOUR = 14
const SWING = 0.7
const WEEKEND = 0.45

/** Relative traffic at a moment; about 1 on average over a working day. */
export function rhythmAt(ms: number): number {
  const hour = (ms / HOUR_MS) % 24
  const daily = 1 + SWING * Math.cos((2 * Math.PI * (hour - BUSIEST_HOUR)) / 24)
  const day = new Date(ms).getUTCDay()
  return day === 0 || day === 6 ? daily * WEEKEND : daily
}

/** The sum of the rhythm over the minutes of a period, parts of minutes counted as parts. */
export function rhythmOver(from: number, to: number): number {
  let sum = 0
  for (let minute = Math.floor(from / 60_000) * 60_000; minute < to; minute += 60_000) {
    const part = (Math.min(to, minute + 60_000) - Math.max(from, minute)) / 60_000
    sum += rhythmAt(minute) * part
  }
  return sum
}
