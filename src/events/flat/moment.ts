/** `YYYY-MM-DDThh:mm:ss.sssZ` from its bytes: the form that most producers write. */
import { daysIn, daysSince1970 } from '../moment.ts'
import { COLON, digitAt, isDigit, MINUS, POINT } from './ascii.ts'

export const MOMENT_BYTES = 24

/** Milliseconds since 1970; NaN for any other form and for a day that its month does not have. */
export function readMoment(bytes: Uint8Array, from: number): number {
  const isShaped =
    bytes[from + 4] === MINUS &&
    bytes[from + 7] === MINUS &&
    bytes[from + 10] === 84 &&
    bytes[from + 13] === COLON &&
    bytes[from + 16] === COLON &&
    bytes[from + 19] === POINT &&
    bytes[from + 23] === 90
  if (!isShaped) return Number.NaN
  const year = twoDigits(bytes, from) * 100 + twoDigits(bytes, from + 2)
  const month = twoDigits(bytes, from + 5)
  const day = twoDigits(bytes, from + 8)
  const hour = twoDigits(bytes, from + 11)
  const minute = twoDigits(bytes, from + 14)
  const second = twoDigits(bytes, from + 17)
  const tenths = twoDigits(bytes, from + 20)
  const last = digitAt(bytes, from + 22)
  // Anything but a digit makes its number NaN, which fails every comparison.
  const isPossible =
    year >= 0 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    tenths >= 0 &&
    isDigit(last)
  if (!isPossible) return Number.NaN
  const minutes = daysSince1970(year, month, day) * 1_440 + hour * 60 + minute
  return minutes * 60_000 + second * 1_000 + tenths * 10 + last
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = digitAt(bytes, at)
  const ones = digitAt(bytes, at + 1)
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones : Number.NaN
}
