/** Reads the query parameters of ClickHouse's HTTP interface: texts with TSV escapes, arrays in ClickHouse's notation. */
import type { Parameters } from './store.ts'

/** The values of all `param_<name>`, as a client of ours would have bound them; undefined when there are none. */
export function parametersOf(search: URLSearchParams): Parameters | undefined {
  const entries = [...search]
    .filter(([name]) => name.startsWith('param_'))
    .map(([name, text]) => [name.slice('param_'.length), parameterValue(text)] as const)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function parameterValue(text: string): string | string[] {
  return text.startsWith('[') && text.endsWith(']') ? elementsOf(text.slice(1, -1)) : unescapeText(text)
}

/** `'a','b\'c',3` → a, b'c, 3 */
function elementsOf(text: string): string[] {
  return [...text.matchAll(/'((?:[^'\\]|\\.)*)'|([^,'\s]+)/gs)].map(([, quoted, bare]) =>
    unescapeText(quoted ?? bare ?? ''),
  )
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '0': '\0' }

function unescapeText(text: string): string {
  return text.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter)
}
