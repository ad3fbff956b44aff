/** Programs that tests need and npm does not bring: installed where that can be done, else named with the command that does it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

export interface Tool {
  /** The command as it is called. */
  readonly command: string
  /** The Debian package that brings it. */
  readonly debian_package: string
  /** Arguments that succeed where the tool is there and good enough. */
  readonly probe: readonly string[]
}

/** Makes sure that each tool is there. Never skips: what it cannot install, it names and throws. */
export async function ensureTools(tools: readonly Tool[]): Promise<void> {
  const missing = await absent(tools)
  if (missing.length === 0) return
  const packages = missing.map((tool) => tool.debian_package)
  const command = `apt-get update && apt-get install -y ${packages.join(' ')}`
  const names = missing.map((tool) => tool.command).join(', ')
  if (!(await canInstall())) {
    throw new Error(`Tests need ${names}. On Debian or Ubuntu, as root: ${command}`)
  }
  console.info(`Installing what tests need: ${packages.join(', ')}`)
  await install(packages)
  const still = await absent(missing)
  if (still.length > 0) throw new Error(`Tests need ${names}, and this did not bring it: ${command}`)
}

async function absent(tools: readonly Tool[]): Promise<Tool[]> {
  const there = await Promise.all(tools.map((tool) => succeeds(tool.command, tool.probe)))
  return tools.filter((_, index) => !there[index])
}

async function canInstall(): Promise<boolean> {
  return process.getuid?.() === 0 && (await succeeds('apt-get', ['--version']))
}

async function install(packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...parts: string[]) => execute('apt-get', ['-qq', ...parts], { env, maxBuffer: 64 << 20 })
  try {
    await apt('update')
    await apt('install', '-y', '--no-install-recommends', ...packages)
  } catch {
    // apt's own words name mirrors; the sentence that follows in ensureTools names the command to see them.
  }
}

async function succeeds(command: string, parts: readonly string[]): Promise<boolean> {
  try {
    await execute(command, [...parts])
    return true
  } catch {
    return false
  }
}
