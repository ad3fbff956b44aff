/** The command line: its commands, and how their failures are told. Exit codes: 0 done, 1 failed, 2 wrong usage. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { StoreFailure } from '../clickhouse/store.ts'
import { LinkmeterError } from '../errors.ts'
import type { Terminal } from './context.ts'
import { demoCommand } from './demo.ts'
import { importCommand } from './import.ts'
import { migrateCommand } from './migrate.ts'
import { reportCommand } from './report.ts'
import { serveCommand } from './serve.ts'
import { sqlCommand } from './sql.ts'

const DONE = 0
const FAILED = 1
const WRONG_USAGE = 2

/** Runs one command and gives the exit code. Never throws for what a user can meet. */
export async function runCommandLine(parameters: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await program(terminal).parseAsync([...parameters], { from: 'user' })
    return DONE
  } catch (error) {
    // Commander has printed its sentence, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USAGE
    terminal.stderr.write(`linkmeter: ${sentenceOf(error)}\n`)
    return error instanceof LinkmeterError && error.code === 'bad_usage' ? WRONG_USAGE : FAILED
  }
}

function program(terminal: Terminal): Command {
  const commands = [demoCommand, serveCommand, importCommand, reportCommand, sqlCommand, migrateCommand].map(
    (make) => make(terminal),
  )
  const root = new Command('linkmeter')
    .description(
      'Measures delegated access between accounts: whether it works, how fast, and how safely.\n' +
        'Events come from Kafka, HTTP or files; results are indicators, error budgets and burn rates.',
    )
    .version(version())
    .addHelpText(
      'after',
      `
Start here:
  linkmeter demo                                    30 days of simulated history and live traffic
  linkmeter import --source cloudtrail ./AWSLogs    your own records
  linkmeter report                                  what they say

Results go to stdout, logs to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage.`,
    )
  for (const command of commands) root.addCommand(command)
  for (const command of [root, ...commands]) {
    command
      .exitOverride()
      .showHelpAfterError('(--help shows how to use it)')
      .configureOutput({
        writeOut: (text) => terminal.stdout.write(text),
        writeErr: (text) => terminal.stderr.write(text),
      })
  }
  return root
}

/** One sentence with a remedy. What nobody expected keeps its stack, for the report. */
function sentenceOf(error: unknown): string {
  if (error instanceof LinkmeterError) return error.message
  if (error instanceof StoreFailure) {
    return new LinkmeterError('store_refused', { code: error.code ?? 'no answer', reason: error.message })
      .message
  }
  return `an unexpected failure, please report it: ${error instanceof Error ? error.stack : String(error)}`
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : ''
}
