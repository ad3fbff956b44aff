/** The bytes of JSON that the flat reader knows. */

export const QUOTE = 34
export const COMMA = 44
export const MINUS = 45
export const POINT = 46
const ZERO = 48
export const COLON = 58
export const OPEN = 123
export const CLOSE = 125

/** 1 for what may stand in a JSON text as it is: ASCII that is no quote, no backslash and no control character. */
const plain = new Uint8Array(256).fill(1, 32, 128)
plain[QUOTE] = 0
plain[92] = 0

/** Where the plain text that begins at `from` ends; -1 unless a quote follows. */
export function endOfText(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && plain[bytes[at] ?? 0] === 1) at += 1
  return bytes[at] === QUOTE ? at : -1
}

export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from
  for (let byte = bytes[at]; byte === 32 || byte === 10 || byte === 13 || byte === 9; byte = bytes[at])
    at += 1
  return at
}

/** True when exactly these bytes stand there. */
export function standsAt(bytes: Uint8Array, from: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[from + index] !== expected[index]) return false
  }
  return true
}

/** A digit's value; negative or above 9 for anything else. */
export function digitAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) - ZERO
}

export function isDigit(value: number): boolean {
  return value >= 0 && value <= 9
}
