/** The command line: its commands, and how their failures are told. Exit codes: 0 done, 1 failed, 2 wrong usage. */
import { Command, CommanderError } from 'commander'
import { StoreFailure } from '../clickhouse/store.ts'
import { type ErrorCode, LinkmeterError } from '../errors.ts'
import type { Terminal } from './context.ts'
import { deadLettersCommand } from './dead-letters.ts'
import { demoCommand } from './demo.ts'
import { detectionsCommand } from './detections.ts'
import { exclusionCommand } from './exclusion.ts'
import { gamedayCommand } from './gameday.ts'
import { importCommand } from './import.ts'
import { inputsCommand } from './inputs.ts'
import { migrateCommand } from './migrate.ts'
import { programVersion } from './program-version.ts'
import { reportCommand } from './report.ts'
import { serveCommand } from './serve.ts'
import { sloCommand } from './slo.ts'
import { sqlCommand } from './sql.ts'

const DONE = 0
const FAILED = 1
const WRONG_USAGE = 2

/** Runs one command and gives the exit code. Never throws for what a user can meet. */
export async function runCommandLine(parameters: readonly string[], terminal: Terminal): Promise<number> {
  endWithReader(terminal)
  try {
    await program(terminal).parseAsync([...parameters], { from: 'user' })
    return DONE
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return DONE
    // Without a command, commander shows the help: that says enough.
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') return WRONG_USAGE
    const error = thrown instanceof CommanderError ? usageError(thrown) : thrown
    terminal.stderr.write(`linkmeter: ${sentenceOf(error)}\n`)
    return error instanceof LinkmeterError && USAGE_CODES.has(error.code) ? WRONG_USAGE : FAILED
  }
}

const USAGE_CODES: ReadonlySet<ErrorCode> = new Set(['bad_usage', 'source_unknown', 'exclusion_invalid'])

/** `linkmeter sql … | head` is no failure: what nobody reads any more need not be written. */
function endWithReader({ stdout }: Terminal): void {
  stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(DONE)
  })
}

function program(terminal: Terminal): Command {
  const commands = [
    demoCommand,
    serveCommand,
    importCommand,
    reportCommand,
    sqlCommand,
    sloCommand,
    detectionsCommand,
    exclusionCommand,
    gamedayCommand,
    inputsCommand,
    deadLettersCommand,
    migrateCommand,
  ].map((make) => make(terminal))
  const root = new Command('linkmeter')
    .description(
      'Measures delegated access between accounts: whether it works, how fast, and how safely. ' +
        'Events come from Kafka, HTTP or files; results are indicators, error budgets and burn rates.',
    )
    .version(programVersion())
    .addHelpText(
      'after',
      `
Start here:
  linkmeter demo                                    30 days of simulated history and live traffic
  linkmeter import --source cloudtrail ./AWSLogs    your own records
  linkmeter report                                  what they say

Settings come from the environment: docs/settings.md lists them.
Results go to stdout, logs to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage.`,
    )
  for (const command of commands) root.addCommand(command)
  for (const command of withSubcommands(root)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      // Told with everything else, above.
      outputError: () => {},
    })
  }
  return root
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)]
}

/** Commander's `error: unknown option '--frob'\n(Did you mean --from?)` as a sentence of ours. */
function usageError({ message }: CommanderError): LinkmeterError {
  const problem = message
    .replace(/^error: (.)/, (_, first: string) => first.toUpperCase())
    .replace(/\n\((.*)\)$/, '. $1')
    .replace(/\.$/, '')
  return new LinkmeterError('bad_usage', { problem })
}

/** One sentence with a remedy. What nobody expected keeps its stack, for the report. */
function sentenceOf(error: unknown): string {
  if (error instanceof LinkmeterError) return error.message
  if (error instanceof StoreFailure) {
    return error.code === null
      ? new LinkmeterError('store_lost', { reason: error.message }).message
      : new LinkmeterError('store_refused', { code: error.code, reason: error.message }).message
  }
  return `an unexpected failure, please report it: ${error instanceof Error ? error.stack : String(error)}`
}
