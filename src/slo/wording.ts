/** Numbers and spans of time as a sentence needs them. */

// Made once: a run of the jobs words thousands of links, and making a format takes longer than using it.
const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 })
const rates = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 })

/** `10,000`. */
export function countInWords(count: number): string {
  return counts.format(count)
}

/** `15.2`: three digits tell enough of a rate. */
export function rateInWords(rate: number): string {
  return rates.format(Number(rate.toPrecision(3)))
}

/** `99.87 %`. Cut off, not rounded: 99.996 % is not 100 %. */
export function shareInWords(share: number): string {
  return `${Math.floor(Number((share * 10_000).toPrecision(12))) / 100} %`
}

/** An objective as it was set: `99.99 %`. */
export function objectiveInWords(objective: number): string {
  return `${Number((objective * 100).toPrecision(10))} %`
}

const UNITS = [
  ['day', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const

/** `5 min`, `1 h`, `3 days`, `1 h 30 min`. */
export function spanInWords(seconds: number): string {
  const parts: string[] = []
  let rest = seconds
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length)
    if (count > 0) parts.push(`${count} ${unit === 'day' && count > 1 ? 'days' : unit}`)
    rest -= count * length
  }
  return parts.length === 0 ? '0 s' : parts.join(' ')
}
