/** A result as a file: CSV by RFC 4180, and JSON with a row an object. */
import { cellText, kindOf, type ResultColumn, type ResultRow, uniqueNames } from './cells.ts'

/** NULL is an empty field, empty text a quoted one. */
export function csvFile(columns: readonly ResultColumn[], rows: readonly ResultRow[]): string {
  const head = columns.map(({ name }) => quoted(harmless(name)))
  const numeric = columns.map((column) => kindOf(column) === 'number')
  const lines = rows.map((row) => row.map((value, index) => field(value, numeric[index] === true)))
  return [head, ...lines].map((fields) => `${fields.join(',')}\r\n`).join('')
}

export function jsonFile(columns: readonly ResultColumn[], rows: readonly ResultRow[]): string {
  const names = uniqueNames(columns)
  const objects = rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])))
  return `${JSON.stringify(objects, null, 2)}\n`
}

function field(value: unknown, isNumber: boolean): string {
  if (value === null || value === undefined) return ''
  const text = cellText(value)
  return text === '' ? '""' : quoted(isNumber ? text : harmless(text))
}

/** A text that a spreadsheet would take for a formula is led by an apostrophe (OWASP, CSV injection), as in the API's CSV. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
