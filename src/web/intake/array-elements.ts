/** The elements of a JSON array as the bytes they are: nothing is lost as it would be in numbers read and written again. */

const [OPEN, CLOSE, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]

/** Null when the body is no JSON array. Stops after the first element beyond `limit`. */
export function arrayElements(body: Buffer, limit: number): Buffer[] | null {
  const start = firstByte(body)
  if (body[start] !== OPEN || !isJson(body.subarray(start))) return null
  const elements: Buffer[] = []
  let from = start + 1
  for (let at = from, depth = 1; depth > 0 && elements.length <= limit; at += 1) {
    const byte = body[at]
    if (byte === QUOTE) at = endOfText(body, at)
    depth += nesting(byte)
    if (depth === 0 || (depth === 1 && byte === COMMA)) {
      const element = body.subarray(from, at)
      // Only an empty array has nothing between its brackets.
      if (firstByte(element) < element.length) elements.push(element)
      from = at + 1
    }
  }
  return elements
}

function nesting(byte: number | undefined): number {
  if (byte === OPEN || byte === OPEN_OBJECT) return 1
  return byte === CLOSE || byte === CLOSE_OBJECT ? -1 : 0
}

/** The place of the quote that ends the text which begins at `at`. */
function endOfText(body: Buffer, at: number): number {
  let end = at + 1
  while (body[end] !== QUOTE) end += body[end] === BACKSLASH ? 2 : 1
  return end
}

/** The first byte that is neither white space of JSON nor a byte order mark. */
function firstByte(body: Buffer): number {
  let at = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at += 1
  return at
}

/** Bytes that are not UTF-8 count as letters here: in a text they are its element's fault alone. */
function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'))
    return true
  } catch {
    return false
  }
}
