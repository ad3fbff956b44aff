/** Lays cells out in columns, as tables on a terminal are. */

/** The first row decides how many columns there are; the end of a line carries no blanks. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => lengthOf(row[column]))))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(cell))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function lengthOf(cell = ''): number {
  return [...cell].length
}
