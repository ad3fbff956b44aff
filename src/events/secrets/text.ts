/** Secrets in text that is no JSON, or no longer: by the name before the value, and by their own shape. */
import { isSecretName, secretShapes } from './names.ts'

export const REMOVED = '[removed]'

/**
 * Replaces the value after every secret name, as far as it reaches: to its closing quote, through its brackets,
 * or to the text's end where it was cut off. In doubt more is removed, never less.
 */
export function scrubLooseText(text: string): string {
  const readable = decodeEscapes(text)
  let scrubbed = ''
  let from = 0
  for (const named of readable.matchAll(NAMED_VALUE)) {
    const [whole, opening = '', member = '', option = '', tag = ''] = named
    const name = member || option || tag
    if (named.index < from || !isSecretName(name)) continue
    if (opening === '' && isPartOfArn(readable, named.index)) continue
    const start = named.index + whole.length
    scrubbed += readable.slice(from, start) + REMOVED
    from = tag === '' ? endOfValue(readable, start, opening, name) : endOfRun(readable, start, /</)
  }
  scrubbed += readable.slice(from)
  return secretShapes.reduce((rest, shape) => rest.replace(shape, REMOVED), scrubbed)
}

const NAME = '[\\w.\\-\\uFFFD]+'
/** Escaped as deep as JSON inside JSON takes it; doubled as CSV does. Only a whole run of backslashes is tried. */
const QUOTE = '(?:(?<!\\\\)\\\\*["\']){1,2}'

/** Bytes that were no UTF-8 stand as \uFFFD, between name and value too, and where the colon was. */
const GAP = '[\\s\\uFFFD]*'

/**
 * `"name": value` at any level of escaping, `name=value` and `name: value`; `--name value`; `<name>value`.
 * A match starts only where a name starts, which keeps the search linear.
 */
const NAMED_VALUE = new RegExp(
  [
    `(${QUOTE})?(?<![\\w.\\-\\uFFFD])(${NAME})(?:${QUOTE})?\\]?${GAP}(?::|=>?|\\uFFFD)(?!//)${GAP}`,
    `(?<![\\w-])--?(${NAME})\\s+(?!-)`,
    `<(${NAME})(?:\\s[^<>]*)?>`,
  ].join('|'),
  'g',
)

/**
 * JSON may spell any letter as \u0073, and UTF-16 puts a zero byte beside each: read both, so that no name hides.
 */
function decodeEscapes(text: string): string {
  return text.replaceAll('\0', '').replace(/(?<!\\)\\+u00([2-7][0-9a-f])/gi, (escaped, code: string) => {
    const letter = String.fromCharCode(Number.parseInt(code, 16))
    return letter === '"' || letter === '\\' ? escaped : letter
  })
}

/** `arn:aws:secretsmanager:eu-west-1:111111111111:secret:name` names a secret and holds none. */
function isPartOfArn(text: string, at: number): boolean {
  return /\barn:[^\s"']*:$/.test(text.slice(Math.max(0, at - 256), at))
}

/** Where the value that begins at `start` ends; `opening` is the quote before its name. */
function endOfValue(text: string, start: number, opening: string, name: string): number {
  if (opening !== '' && text.startsWith(opening, start))
    return endOfQuoted(text, start + opening.length, opening)
  const [quote = ''] = QUOTE_HERE.exec(text.slice(start)) ?? []
  if (isQuote(quote)) return endOfQuoted(text, start + quote.length, quote)
  if (text[start] === '{' || text[start] === '[') return endOfBrackets(text, start)
  return endOfRun(text, start, HEADER_NAME.test(name) ? END_OF_LINE : END_OF_BARE)
}

/** A quote with its backslashes, or backslashes alone. */
const QUOTE_HERE = /^\\*["']?/

function isQuote(text: string): boolean {
  return text.endsWith('"') || text.endsWith("'")
}

/** A header's value is a list itself (`Cookie: a=1; b=2`) and ends with its line only. */
const HEADER_NAME = /authorization|cookie/i
const END_OF_LINE = /[\r\n"']|\\["']/
/** Any other bare value also ends where the next `name=` or `name:` begins. */
const END_OF_BARE = /[\r\n"']|\\["']|[\s,;&]+(?=["']?[\w.-]+["']?[:=])/

/**
 * After the closing quote, which carries as many backslashes as the opening one; one with more belongs to the value.
 * More than 64, which no nesting makes, close nothing.
 */
function endOfQuoted(text: string, first: number, opening: string): number {
  const quote = opening.slice(-65)
  let at = text.indexOf(quote, first)
  while (at > first && text[at - 1] === '\\') at = text.indexOf(quote, at + 1)
  return at === -1 ? text.length : at + quote.length
}

/** After the bracket that closes the one at `start`; brackets inside quotes are text. */
function endOfBrackets(text: string, start: number): number {
  let depth = 0
  let at = start
  while (at < text.length) {
    const letter = text[at] ?? ''
    const [quote = ''] = '"\'\\'.includes(letter) ? (QUOTE_HERE.exec(text.slice(at)) ?? []) : []
    if (letter === '{' || letter === '[') depth++
    if (letter === '}' || letter === ']') depth--
    const next = at + (quote.length || 1)
    at = isQuote(quote) ? endOfQuoted(text, next, quote) : next
    if (depth === 0) return at
  }
  return text.length
}

function endOfRun(text: string, start: number, end: RegExp): number {
  const length = text.slice(start).search(end)
  return length === -1 ? text.length : start + length
}
