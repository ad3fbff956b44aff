/** The lines of NDJSON, without their ends; blank lines are none. */

const [NEWLINE, RETURN, TAB, SPACE] = [0x0a, 0x0d, 0x09, 0x20]

/** Stops after the first line beyond `limit`. */
export function lines(body: Buffer, limit: number): Buffer[] {
  const found: Buffer[] = []
  for (let from = 0; from < body.length && found.length <= limit; ) {
    const newline = body.indexOf(NEWLINE, from)
    const to = newline === -1 ? body.length : newline
    const line = body.subarray(from, body[to - 1] === RETURN && to > from ? to - 1 : to)
    if (!line.every(isBlank)) found.push(line)
    from = to + 1
  }
  return found
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN
}
