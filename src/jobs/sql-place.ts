/** Where in an indicator's SQL a complaint of the engine has its cause: a line, as near as the complaint lets us say. */

/** Counted from 1; the first line where nothing tells. */
export function lineOfComplaint(sql: string, complaint: string): number {
  const position = /failed at position (\d+)/.exec(complaint)?.[1]
  if (position !== undefined) {
    return lineAt(
      Buffer.from(sql)
        .subarray(0, Number(position) - 1)
        .toString('utf8').length,
      sql,
    )
  }
  const named = /[`']([\w.]+)[`']|table function (\w+)/.exec(complaint)
  return lineOfWord(sql, named?.[1] ?? named?.[2]) ?? 1
}

/** Where a column is made: at its name, or at the last SELECT that stands at the beginning of a line. */
export function lineOfColumn(sql: string, column: string): number {
  const made = lineOfWord(sql, `AS ${column}`)
  if (made !== null) return made
  const selects = [...sql.matchAll(/^SELECT\b/gim)]
  return lineAt(selects.at(-1)?.index ?? 0, sql)
}

/** Not in comments: an indicator's head names what it reads, too. */
function lineOfWord(sql: string, word: string | undefined): number | null {
  if (word === undefined) return null
  const whole = new RegExp(`\\b${word.replaceAll('.', '\\.')}\\b`)
  const index = sql.split('\n').findIndex((line) => whole.test(line.replace(/--.*$/, '')))
  return index === -1 ? null : index + 1
}

function lineAt(offset: number, sql: string): number {
  return sql.slice(0, offset).split('\n').length
}
