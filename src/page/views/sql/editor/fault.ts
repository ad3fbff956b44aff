/** Where in a query something is wrong, by what the engine says of it. */

/** In characters from the beginning. */
export interface TextRange {
  readonly from: number
  readonly to: number
}

export interface Fault extends TextRange {
  /** From 1. */
  readonly line: number
  readonly column: number
}

/** Null: the words do not tell, or tell of more than one place. */
export function faultOf(message: string, query: string): Fault | null {
  const from = placeTold(message, query) ?? placeNamed(message, query)
  if (from === null) return null
  const [word = ' '] = /^(?:\w+|\S)/.exec(query.slice(from)) ?? []
  const lines = query.slice(0, from).split('\n')
  return { from, to: from + word.length, line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** `failed at position 15 (links) (line 2, col 6)`: columns are counted in bytes, from 1. */
function placeTold(message: string, query: string): number | null {
  const [, position] = /failed at position (\d+)/.exec(message) ?? []
  if (position === undefined) return null
  const bytes = new TextEncoder().encode(query).slice(0, Number(position) - 1)
  return Math.min(new TextDecoder().decode(bytes).length, query.length)
}

/** ``Unknown expression identifier `nothing` ``, `Unknown table expression identifier 'linkss'`. */
function placeNamed(message: string, query: string): number | null {
  const [, name] = /(?:identifier|Function with name|Function) [`']([\w.]+)[`']/.exec(message) ?? []
  if (name === undefined) return null
  const places = [...query.matchAll(new RegExp(`\\b${name.replaceAll('.', '\\.')}\\b`, 'g'))]
  return places.length === 1 ? (places[0]?.index ?? null) : null
}
