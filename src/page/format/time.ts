/** Times as people read them: in their own zone, and in UTC beside it. */

const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const minute = new Intl.DateTimeFormat(undefined, {
  ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
})
const second = new Intl.DateTimeFormat(undefined, {
  ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  hourCycle: 'h23',
})

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

export type Precision = 'day' | 'minute' | 'second'

const formats = { day, minute, second }

/** ClickHouse writes times of UTC without saying so. */
export function momentOf(text: string): Date {
  const iso = text.includes('T') ? text : text.replace(' ', 'T')
  return new Date(/(Z|[+-]\d\d:\d\d)$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`)
}

export function localText(moment: Date, precision: Precision = 'minute'): string {
  return formats[precision].format(moment)
}

export function utcText(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** `12 s ago`, `in 3 h`. */
export function distanceText(moment: Date, now_ms: number): string {
  const seconds = Math.round((now_ms - moment.getTime()) / 1_000)
  const text = spanText(Math.abs(seconds))
  return seconds >= 0 ? `${text} ago` : `in ${text}`
}

function spanText(seconds: number): string {
  if (seconds < 90) return `${seconds} s`
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`
  return seconds < 129_600 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`
}
