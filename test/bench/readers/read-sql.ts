/** The statements of this bench. */
import { readFileSync } from 'node:fs'

export function readBenchSql(name: string): string {
  return readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
}
