/** A Python with ClickHouse's client for it, in a folder of ours: made once, from PyPI. */
import { execFile } from 'node:child_process'
import { access, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ensureTools } from './tools.ts'

const execute = promisify(execFile)

/** One place for the version: another one makes another folder. */
const PACKAGE = 'clickhouse-connect==0.8.18'

/** Runs a script and gives what it printed. @throws with what it said when it failed */
export async function python(script: string, parameters: readonly string[]): Promise<string> {
  const { stdout } = await execute(await interpreter(), ['-c', script, ...parameters], { timeout: 60_000 })
  return stdout
}

async function interpreter(): Promise<string> {
  const folder = join(import.meta.dirname, '../../.cache/python', PACKAGE)
  const path = join(folder, 'bin/python')
  if (
    await access(path).then(
      () => true,
      () => false,
    )
  )
    return path
  await ensureTools([
    { command: 'python3', debian_package: 'python3-venv', probe: ['-c', 'import venv, ensurepip'] },
  ])
  // Made beside and put in place: one that was cut off is never used.
  const making = `${folder}.${process.pid}`
  await rm(making, { recursive: true, force: true })
  await execute('python3', ['-m', 'venv', making])
  await execute(
    join(making, 'bin/python'),
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PACKAGE],
    {
      timeout: 300_000,
    },
  )
  await rename(making, folder).catch(() => rm(making, { recursive: true, force: true }))
  return path
}
