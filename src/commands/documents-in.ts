/** The YAML documents of a folder, in order, or the one file that is named. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LinkmeterError } from '../errors.ts'

/** @throws LinkmeterError path_missing */
export function documentsIn(path: string): string[] {
  if (!existsSync(path)) throw new LinkmeterError('path_missing', { path })
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name))
}
