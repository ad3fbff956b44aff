/** How long issued credentials live. */
import { textAt } from '../../json.ts'
import { parseMoment } from '../../moment.ts'
import type { CloudTrailRecord } from './record.ts'

/** Seconds from the call to the expiration, else the duration that was asked for; null when neither is told. */
export function ttlOf(record: CloudTrailRecord): number | null {
  const asked = askedFor(record)
  const expiration = parseExpiration(textAt(record.response, 'credentials', 'expiration'))
  const measured = Math.round((expiration - parseMoment(record.time)) / 1000)
  if (Number.isNaN(measured) || measured < 0) return asked
  // Both times are cut to whole seconds: a second's difference from what was asked for is that cut, not a longer life.
  return asked !== null && Math.abs(measured - asked) <= 1 ? asked : measured
}

/** `durationSeconds` is a number, or sometimes a text that holds one. */
function askedFor({ request }: CloudTrailRecord): number | null {
  const { durationSeconds } = request
  const seconds = typeof durationSeconds === 'string' ? Number.parseInt(durationSeconds, 10) : durationSeconds
  return typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0 ? seconds : null
}

/** `Jul 30, 2021 12:56:03 AM` and `Jul 10, 2023, 1:05:00 PM`; newer Java puts a narrow space before AM and PM. */
const US_DATE = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)\s([AP])M$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A time as AWS writes it into responses, in ms; NaN for anything else. */
export function parseExpiration(text: string): number {
  const date = US_DATE.exec(text)
  if (date === null) return parseMoment(text)
  const [, month = '', day, year, hour, minute, second, half] = date
  const month0 = MONTHS.indexOf(month)
  if (month0 === -1) return Number.NaN
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0)
  return Date.UTC(Number(year), month0, Number(day), hours, Number(minute), Number(second))
}
