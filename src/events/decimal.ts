/** Exact decimals as text: money is never held in a float, not even on its way to the table. */

/** Digits after the point that ClickHouse's `Decimal(38, 12)` keeps. */
export const DECIMALS = 12

const ONE = 10n ** BigInt(DECIMALS)
/** 26 digits before the point and 12 after it. */
const TOO_LARGE = 10n ** 38n
const LONGEST = 100
const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,2}))?$/i

/**
 * The number in its shortest plain form (`-12.5`, never `1e-7` or `0.50`), what lies beyond 12 decimals rounded
 * half away from zero. Null for what is no number, has more than 26 digits before the point, or is a JSON number
 * that a float cannot have held exactly.
 */
export function decimalText(value: unknown): string | null {
  const isNumber = typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER
  const units = isNumber || typeof value === 'string' ? unitsOf(String(value)) : null
  if (units === null || units >= TOO_LARGE || units <= -TOO_LARGE) return null
  const size = units < 0n ? -units : units
  const fraction = String(size % ONE)
    .padStart(DECIMALS, '0')
    .replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${size / ONE}${fraction === '' ? '' : `.${fraction}`}`
}

/** The number times 10^12. */
function unitsOf(text: string): bigint | null {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    text.length > LONGEST ? [] : (DECIMAL.exec(text) ?? [])
  if (sign === undefined || whole + fraction === '') return null
  const digits = BigInt(whole + fraction)
  const missing = DECIMALS - fraction.length + Number(exponent)
  const size =
    missing >= 0 ? digits * 10n ** BigInt(missing) : dividedAndRounded(digits, 10n ** BigInt(-missing))
  return sign === '-' ? -size : size
}

function dividedAndRounded(value: bigint, divisor: bigint): bigint {
  return (value * 2n + divisor) / (divisor * 2n)
}
