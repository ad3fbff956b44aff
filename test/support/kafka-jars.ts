/** The jars of Apache Kafka, fetched once with Maven into `.cache/kafka`, and Java to run them. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ensureTools, type Tool } from './tools.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pom = fileURLToPath(new URL('kafka-pom.xml', import.meta.url))

// Kafka 4 needs Java 17, the first that knows this flag.
const java: Tool = {
  command: 'java',
  debian_package: 'openjdk-17-jre-headless',
  probe: ['--enable-native-access=ALL-UNNAMED', '--version'],
}
const maven: Tool = { command: 'mvn', debian_package: 'maven', probe: ['-v'] }

/** A class path with the broker and its console tools; fetched at the first call on a machine. */
export async function kafkaClassPath(): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12)
  const folder = join(root, '.cache', 'kafka', digest)
  await ensureTools([java])
  if (!existsSync(folder)) await fetchJars(folder)
  return join(folder, '*')
}

/** Fetches beside the final place and renames: a half-filled folder is never taken for a whole one. */
async function fetchJars(folder: string): Promise<void> {
  await ensureTools([maven])
  await mkdir(dirname(folder), { recursive: true })
  const draft = await mkdtemp(join(dirname(folder), 'draft-'))
  const parts = ['-B', '-q', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`]
  try {
    await promisify(execFile)('mvn', parts, { cwd: root, maxBuffer: 64 << 20 })
    await rename(draft, folder)
  } catch {
    await rm(draft, { recursive: true, force: true })
    // Another process may have been quicker with the same jars.
    if (existsSync(folder)) return
    const again = `mvn -B -f ${relative(root, pom)} dependency:copy-dependencies -DoutputDirectory=.cache/kafka/try`
    throw new Error(`Apache Kafka could not be fetched with Maven. To see why: ${again}`)
  }
}
