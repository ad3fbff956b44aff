/** Times as text, to milliseconds since 1970. The form that most producers write is read without Date.parse. */

/** RFC 3339 with a zone; NaN for anything else, also for a day that its month does not have. */
export function parseMoment(value: unknown): number {
  if (typeof value !== 'string') return Number.NaN
  const canonical = parseCanonical(value)
  if (!Number.isNaN(canonical)) return canonical
  const date = ZONED.exec(value)
  // Date.parse reads 30 February as 1 March, and a time without zone as local time: both are refused, not guessed.
  if (date === null || Number(date[3]) > daysIn(Number(date[1]), Number(date[2]))) return Number.NaN
  return Date.parse(value)
}

/** As `parseMoment`, with what lies below the millisecond as a fraction: sources write micro- and nanoseconds. */
export function preciseMoment(text: string): number {
  const [, below = ''] = /\.\d{3}(\d{1,6})/.exec(text) ?? []
  return parseMoment(text) + (below === '' ? 0 : Number(`0.${below}`))
}

/** The text, with UTC said where no zone is: for sources whose times are UTC by definition. A day is its start. */
export function utcUnlessZoned(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00Z`
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(text) ? `${text}Z` : text
}

const ZONED = /^(\d{4})-(\d\d)-(\d\d)[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)$/

const MINUS = 45
const COLON = 58

/** `YYYY-MM-DDThh:mm:ss.sssZ`, in a third of the time of the general way; NaN where it is not exactly that. */
function parseCanonical(text: string): number {
  if (
    text.length !== 24 ||
    text.charCodeAt(10) !== 84 ||
    text.charCodeAt(19) !== 46 ||
    text.charCodeAt(23) !== 90
  ) {
    return Number.NaN
  }
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const month = text.charCodeAt(4) === MINUS ? twoDigits(text, 5) : Number.NaN
  const day = text.charCodeAt(7) === MINUS ? twoDigits(text, 8) : Number.NaN
  const hour = twoDigits(text, 11)
  const minute = text.charCodeAt(13) === COLON ? twoDigits(text, 14) : Number.NaN
  const second = text.charCodeAt(16) === COLON ? twoDigits(text, 17) : Number.NaN
  const milliseconds = twoDigits(text, 20) * 10 + digit(text, 22)
  // Anything but a digit makes its number NaN, which fails every comparison.
  const possible =
    month >= 1 && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60
  if (!possible) return Number.NaN
  return (
    daysSince1970(year, month, day) * 86_400_000 +
    hour * 3_600_000 +
    minute * 60_000 +
    second * 1000 +
    milliseconds
  )
}

function twoDigits(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1)
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48
  return value >= 0 && value <= 9 ? value : Number.NaN
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function daysIn(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return (DAYS[month - 1] ?? 0) + (leap ? 1 : 0)
}

/** Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last one. */
export function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  )
}
