/** Prometheus' own tool for rules: Debian's package `prometheus`, installed where it is missing and that can be done. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ensureTools } from './tools.ts'

/** Runs promtool and gives what it said. @throws with what it said when it found something wrong */
export async function promtool(...parameters: string[]): Promise<string> {
  await ensureTools([{ command: 'promtool', debian_package: 'prometheus', probe: ['--version'] }])
  try {
    const { stdout } = await promisify(execFile)('promtool', parameters)
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`promtool ${parameters.join(' ')}\n${stdout}${stderr}`)
  }
}
