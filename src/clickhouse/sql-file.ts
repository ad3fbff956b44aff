/** Loads the SQL that the program runs: all of it lies in `sql/`, none in TypeScript. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder `sql/` of this installation. */
export const sqlFolder = fileURLToPath(new URL('../../sql/', import.meta.url))

/** The text of `sql/<name>.sql`, e.g. `queries/known-events`. @throws when there is no such file. */
export function readSql(name: string): string {
  return readFileSync(`${sqlFolder}${name}.sql`, 'utf8')
}

/** The names (without folder and ending) of the SQL files in a folder of `sql/`, in order. */
export function listSql(folder: string): string[] {
  return readdirSync(`${sqlFolder}${folder}`)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort()
}

/** Cuts a file into its statements. A statement ends with a semicolon at the end of a line. */
export function statementsOf(sql: string): string[] {
  return sql
    .split(/;[ \t]*(?:\r?\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/^\s*--.*$/gm, '').trim() !== '')
}
