/** The statements of the benches: `alerts/lay-hour` is alerts/lay-hour.sql. */
import { readFileSync } from 'node:fs'

export function readBenchSql(name: string): string {
  return readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
}
