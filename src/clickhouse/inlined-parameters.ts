/**
 * Sets parameters into a statement's text, each as a constant of the type that the statement gives it.
 * For the embedded engine alone: its binding runs one statement with parameters at a time in the whole process,
 * since they would reach each other's (chdb 3.4.0, `runExclusiveParam`); in the text they concern nobody else.
 */
import { type Parameters, StoreFailure } from './store.ts'

/** What is no place for a parameter, or a `{name:Type}`. */
const PLACE = new RegExp(
  [
    /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/, // quoted
    /\$(?<tag>\w*)\$.*?\$\k<tag>\$/, // heredoc
    /--[^\n]*|#[ !][^\n]*|\/\*.*?\*\//, // comment
    /\{\s*(?<name>\w+)\s*:\s*(?<type>[^{}]*?)\s*\}/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gs',
)

/** @throws StoreFailure where the statement names a parameter that was not given, as the engine would say it */
export function inlineParameters(sql: string, parameters: Parameters): string {
  return sql.replace(PLACE, (found: string, ...rest: unknown[]) => {
    const { name, type } = rest.at(-1) as { name?: string; type?: string }
    if (name === undefined || type === undefined) return found
    const value = parameters[name]
    if (value === undefined) throw notSet(name)
    return constant(type, value)
  })
}

function constant(type: string, value: unknown): string {
  if (type === 'Identifier') return `\`${escaped(String(value), '`')}\``
  if (type === 'String' && value !== null) return quoted(String(value))
  // As text, the first hours of 1970 have too few digits to be read.
  if (/^DateTime\b/.test(type) && /^\d+$/.test(String(value)))
    return `_CAST(${String(value)}, ${quoted(type)})`
  return `_CAST(${value === null ? 'NULL' : quoted(textOf(value))}, ${quoted(type)})`
}

/** The notation in which ClickHouse reads a bound value. */
function textOf(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(elementOf).join(',')}]` : String(value)
}

function elementOf(value: unknown): string {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? quoted(value) : textOf(value)
}

function quoted(text: string): string {
  return `'${escaped(text, "'")}'`
}

/** Only the quote and the escape itself could end a quoted text; a zero byte might end the statement. */
function escaped(text: string, quote: string): string {
  return text.replace(/[\\'`\0]/g, (sign) =>
    sign === '\0' ? '\\0' : sign === '\\' || sign === quote ? `\\${sign}` : sign,
  )
}

/** ClickHouse's own code for it: UNKNOWN_QUERY_PARAMETER. */
function notSet(name: string): StoreFailure {
  return new StoreFailure(`Substitution \`${name}\` is not set`, { retriable: false, code: 456 })
}
