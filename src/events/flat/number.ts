/** JSON's numbers from their bytes, where that is exact. */
import { digitAt, isDigit, MINUS, POINT } from './ascii.ts'

/** So many digits fit into a float exactly. */
const MOST_DIGITS = 15

/** The number that ended at `end`; `end` is -1 for what is no number or needs more care. One object serves all calls. */
export interface ReadNumber {
  value: number
  end: number
}

/**
 * Digits, and at most one point among them. Both the digits and the power of ten they are divided by are exact, so the
 * quotient is the float nearest to what is written, as JSON.parse has it (Clinger, How to read floating point numbers).
 */
export function readNumber(bytes: Uint8Array, from: number, into: ReadNumber): void {
  const first = bytes[from] === MINUS ? from + 1 : from
  let at = first
  let digits = 0
  let value = 0
  let point = -1
  for (;;) {
    const digit = digitAt(bytes, at)
    if (isDigit(digit)) {
      value = value * 10 + digit
      digits += 1
    } else if (point < 0 && bytes[at] === POINT && digits > 0) {
      point = at
    } else {
      break
    }
    at += 1
  }
  const decimals = point < 0 ? 0 : at - point - 1
  const startsWithZero = digitAt(bytes, first) === 0 && digits - decimals > 1
  const isWhole = digits > 0 && digits <= MOST_DIGITS && at - 1 !== point && !startsWithZero
  into.end = isWhole && !goesOn(bytes[at]) ? at : -1
  const size = value / (POWERS[decimals] ?? 1)
  into.value = first === from ? size : -size
}

/** An exponent. */
function goesOn(byte: number | undefined): boolean {
  return byte === 69 || byte === 101
}

const POWERS = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, power) => 10 ** power)
