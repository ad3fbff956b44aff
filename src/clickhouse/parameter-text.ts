/**
 * Reads the query parameters of ClickHouse's HTTP interface back to the values that a client of ours had bound.
 * Which notation a text is in says the type that the statement gives the parameter:
 * an array stands in ClickHouse's notation, everything else as text with TSV escapes, null as `\N`.
 */
import { type Parameters, StoreFailure } from './store.ts'

/** The values of all `param_<name>`; undefined when there are none. @throws StoreFailure for an array that is none */
export function parametersOf(search: URLSearchParams, statement: string): Parameters | undefined {
  const entries = [...search]
    .filter(([name]) => name.startsWith('param_'))
    .map(([parameter, text]) => {
      const name = parameter.slice('param_'.length)
      return [name, readValue(typeOf(name, statement), text)] as const
    })
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

/** `Array(String)` for `{ids:Array(String)}`; empty where the statement does not name the parameter. */
function typeOf(name: string, statement: string): string {
  return new RegExp(`\\{\\s*${name}\\s*:\\s*([^}]*)\\}`).exec(statement)?.[1] ?? ''
}

function readValue(type: string, text: string): Element {
  if (type.startsWith('Array(')) return arrayOf(text)
  return text === '\\N' ? null : unescapeText(text)
}

type Element = string | number | bigint | boolean | null | Element[]

/** A bracket, a comma, a quoted text or a bare word. */
const TOKEN = /\s*(?:([[\],])|'((?:[^'\\]|\\.)*)'|([^[\],'\s]+))\s*/gsy

/** `['a','b\\'c']` → a, b'c; `[[1,2],[]]`, `[NULL]` and so on. */
function arrayOf(text: string): Element[] {
  const open: Element[][] = [[]]
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const [, sign, quoted, bare] = TOKEN.exec(text) ?? []
    const inner = open.at(-1)
    if (inner === undefined || (sign ?? quoted ?? bare) === undefined) throw notAnArray(at)
    if (sign === '[') open.push([])
    else if (sign === ']') {
      open.pop()
      open.at(-1)?.push(inner)
    } else if (sign === undefined)
      inner.push(quoted === undefined ? bareElement(bare ?? '') : unescapeText(quoted))
  }
  const [outermost] = open
  const [array] = outermost ?? []
  if (open.length !== 1 || outermost?.length !== 1 || !Array.isArray(array)) throw notAnArray(text.length)
  return array
}

/** ClickHouse's own code for it: BAD_QUERY_PARAMETER. */
function notAnArray(at: number): StoreFailure {
  return new StoreFailure(`a parameter is no array: unexpected text at ${at}`, {
    retriable: false,
    code: 457,
  })
}

/** Numbers stay numbers, so that they are bound without quotes again; large ones keep every digit. */
function bareElement(word: string): Element {
  if (/^null$/i.test(word)) return null
  if (/^(?:true|false)$/i.test(word)) return word.toLowerCase() === 'true'
  const number = Number(word)
  if (/^-?\d+$/.test(word) && !Number.isSafeInteger(number)) return BigInt(word)
  return number
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '0': '\0', b: '\b', f: '\f' }

function unescapeText(text: string): string {
  return text.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter)
}
