/** Rows as CSV (RFC 4180), safe to open in a spreadsheet. */
import type { Cells } from './endpoint.ts'

export function csvText(rows: readonly Cells[]): string {
  const names = [...new Set(rows.flatMap(Object.keys))]
  if (names.length === 0) return ''
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
  return lines.map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('')
}

/** A text that a spreadsheet would take for a formula is led by an apostrophe (OWASP, CSV injection). */
function cellText(cell: string | number | boolean): string {
  if (typeof cell !== 'string') return String(cell)
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
