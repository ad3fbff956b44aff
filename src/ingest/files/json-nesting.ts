/** Follows brackets, strings and the members of the outermost object through JSON's bytes. */

export const NEWLINE = 10
export const QUOTE = 34
export const COMMA = 44
const COLON = 58
export const OPEN_LIST = 91
const BACKSLASH = 92
export const CLOSE_LIST = 93
export const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

export function isSpace(byte: number): boolean {
  return byte === 32 || byte === NEWLINE || byte === 13 || byte === 9
}

interface Nesting {
  /** Enters a value by its first byte. */
  start(byte: number): void
  /** Moves over a byte. True when it closes the value. */
  closes(byte: number): boolean
  /** The index of the next byte that may be a bracket or end a string. */
  nextOf(chunk: Buffer, from: number): number
  depth(): number
  isInString(): boolean
}

/** How deep in brackets we are; a bracket in a string is none. */
export function createNesting(): Nesting {
  let depth = 0
  let inString = false
  let isEscaped = false

  function moveInString(byte: number): void {
    if (isEscaped) isEscaped = false
    else if (byte === BACKSLASH) isEscaped = true
    else if (byte === QUOTE) inString = false
  }

  function closes(byte: number): boolean {
    if (inString) moveInString(byte)
    else if (byte === QUOTE) inString = true
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth -= 1
    return depth === 0 && !inString
  }

  return {
    start(byte) {
      depth = 0
      inString = false
      isEscaped = false
      closes(byte)
    },
    closes,
    nextOf(chunk, from) {
      if (!inString || isEscaped) return from
      let at = from
      for (
        let byte = chunk[at];
        byte !== undefined && byte !== QUOTE && byte !== BACKSLASH;
        byte = chunk[at]
      ) {
        at += 1
      }
      return at
    },
    depth: () => depth,
    isInString: () => inString,
  }
}

/** Watches the members of the outermost object for one named `Records` that is a list. */
export function createMemberWatch() {
  let expectsName = true
  let isInName = false
  let name = ''
  let isRecords = false

  function outsideStrings(byte: number): boolean {
    if (isSpace(byte)) return false
    if (byte === OPEN_LIST && isRecords) return true
    isRecords = byte === COLON && name === 'Records'
    isInName = byte === QUOTE && expectsName
    if (isInName) name = ''
    expectsName = byte === COMMA
    return false
  }

  return {
    start(): void {
      expectsName = true
      isInName = false
      name = ''
      isRecords = false
    },
    /** True at the opening bracket of that list. To be asked before the nesting moves over the byte. */
    opensRecords(byte: number, nesting: Nesting): boolean {
      if (nesting.depth() !== 1) return false
      if (!nesting.isInString()) return outsideStrings(byte)
      // An escape or a longer name is no match, so a few letters are enough.
      if (isInName && byte !== QUOTE && name.length <= 'Records'.length) name += String.fromCharCode(byte)
      return false
    },
  }
}
