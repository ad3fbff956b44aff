/** Alertmanager's own tool: Debian's package `prometheus-alertmanager`, installed where it is missing and that can be done. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ensureTools } from './tools.ts'

const alertmanagerTool = {
  command: 'amtool',
  debian_package: 'prometheus-alertmanager',
  probe: ['--version'],
}

/** Runs amtool and gives what it said. @throws with what it said when it found something wrong */
export async function amtool(...parameters: string[]): Promise<string> {
  await ensureTools([alertmanagerTool])
  try {
    const { stdout } = await promisify(execFile)('amtool', parameters)
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`amtool ${parameters.join(' ')}\n${stdout}${stderr}`)
  }
}
