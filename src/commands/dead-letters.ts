/** `linkmeter dead-letters`: what was rejected and why; puts it through the pipeline again, or lets it go. */
import { Command, Option } from 'commander'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { Store } from '../clickhouse/store.ts'
import {
  createDeadLetters,
  type DeadLetterRow,
  type DeadLetters,
  deadLetterStates,
  MOST_LETTERS,
} from '../dead-letters/dead-letters.ts'
import { LinkmeterError } from '../errors.ts'
import { type Sources, sourcesOf } from '../events/sources.ts'
import { ingestMetrics } from '../ingest/metrics.ts'
import { createPipeline } from '../ingest/pipeline.ts'
import { alignColumns } from './align-columns.ts'
import { openMigratedStore, readContext, type Terminal } from './context.ts'
import { retakeThrough } from './intake.ts'

export function deadLettersCommand(terminal: Terminal): Command {
  return new Command('dead-letters')
    .summary('what was rejected and why; replay or discard it')
    .description(
      'A record that could not be told is kept with its reason. Once the cause is mended, replay it; ' +
        'one that is of no use can be discarded: it stays, marked, until its time is over.',
    )
    .addCommand(listCommand(terminal))
    .addCommand(decideCommand(terminal, 'replay'))
    .addCommand(decideCommand(terminal, 'discard'))
    .addHelpText(
      'after',
      `
Examples:
  linkmeter dead-letters list --reason invalid_field
  linkmeter dead-letters replay --reason source_defect
  linkmeter dead-letters discard 5f0c…e1 --author ann@example.org`,
    )
}

interface Filters {
  readonly source?: string
  readonly topic?: string
  readonly reason?: string
}

function withFilters(command: Command): Command {
  return command
    .option('--source <name>', 'only of this source')
    .option('--topic <name>', 'only from this topic, `http` or file')
    .option('--reason <code>', 'only with this reason, as docs/errors.md lists them')
}

function listCommand(terminal: Terminal): Command {
  return withFilters(new Command('list'))
    .summary('print dead letters, the latest first')
    .addOption(
      new Option('--state <state>', 'only in this state')
        .choices([...deadLetterStates, 'any'])
        .default('open'),
    )
    .addOption(
      new Option('-f, --format <format>', 'how to print them').choices(['table', 'json']).default('table'),
    )
    .addHelpText('after', '\nExamples:\n  linkmeter dead-letters list --state any --format json')
    .action(async (options: Filters & { state: string; format: 'table' | 'json' }) => {
      await withDeadLetters(terminal, async (deadLetters) => {
        const state = options.state === 'any' ? '' : options.state
        const listed = await deadLetters.list(selectionOf(options, state), { limit: MOST_LETTERS, offset: 0 })
        terminal.stdout.write(
          options.format === 'json'
            ? `${JSON.stringify(listed.letters, null, 2)}\n`
            : tableOf(listed.letters, listed.matching),
        )
      })
    })
}

const decisions = {
  replay: {
    summary: 'put them through the pipeline again',
    description: 'By id, or all open ones that the filters select. What is stored by then changes no number.',
    decide: async (deadLetters: DeadLetters, ids: string[], author: string) => {
      const { replayed, rejected, cut_off, reasons } = await deadLetters.replay(ids, author)
      const counts = `replayed ${replayed}, rejected again ${rejected}, cut off ${cut_off}`
      return [counts, ...reasons.map((reason) => `  ${reason}`)].join('\n')
    },
  },
  discard: {
    summary: 'mark them as of no use',
    description: 'By id, or all open ones that the filters select. They stay until their time is over.',
    decide: async (deadLetters: DeadLetters, ids: string[], author: string) =>
      `discarded ${(await deadLetters.discard(ids, author)).discarded}`,
  },
}

function decideCommand(terminal: Terminal, name: keyof typeof decisions): Command {
  const { summary, description, decide } = decisions[name]
  return withFilters(new Command(name))
    .summary(summary)
    .description(`${description} ${MOST_LETTERS} at most at a time.`)
    .argument('[id...]', 'as `dead-letters list` prints them')
    .option('--all', 'all open ones')
    .option('--author <name>', 'who decides', 'command line')
    .addHelpText('after', `\nExamples:\n  linkmeter dead-letters ${name} --source vault`)
    .action(async (ids: string[], options: Filters & { all?: boolean; author: string }) => {
      const { source, topic, reason, all } = options
      if (ids.length === 0 && [source, topic, reason, all].every((given) => given === undefined)) {
        throw new LinkmeterError('bad_usage', {
          problem: 'Which ones? Name ids, --source, --topic, --reason or --all',
        })
      }
      await withDeadLetters(terminal, async (deadLetters) => {
        const page = { limit: MOST_LETTERS, offset: 0 }
        const chosen =
          ids.length > 0
            ? ids
            : (await deadLetters.list(selectionOf(options, 'open'), page)).letters.map(({ id }) => id)
        terminal.stdout.write(
          chosen.length === 0 ? 'nothing to do\n' : `${await decide(deadLetters, chosen, options.author)}\n`,
        )
      })
    })
}

function selectionOf({ source = '', topic = '', reason = '' }: Filters, state: string) {
  return { ids: [], source, topic, reason, state }
}

async function withDeadLetters(
  terminal: Terminal,
  use: (deadLetters: DeadLetters) => Promise<void>,
): Promise<void> {
  const { config } = readContext(terminal)
  const store = await openMigratedStore(config, { owner: false })
  try {
    await withPipeline(store, sourcesOf(config.sources), use)
  } finally {
    await store.close()
  }
}

async function withPipeline(
  store: Store,
  sources: Sources,
  use: (deadLetters: DeadLetters) => Promise<void>,
): Promise<void> {
  const pipeline = createPipeline({
    store,
    clock: Date,
    logger: pino({ level: 'silent' }),
    metrics: ingestMetrics(new Registry()),
    limits: { wait_ms: 1 },
  })
  try {
    await use(createDeadLetters({ store, retake: retakeThrough(pipeline, sources) }))
  } finally {
    await pipeline.stop()
  }
}

const HEADINGS = ['id', 'received', 'source', 'topic', 'position', 'reason', 'state', 'detail']

function tableOf(letters: readonly DeadLetterRow[], matching: number): string {
  if (letters.length === 0) return 'no dead letters\n'
  const rows = letters.map((letter) => [
    letter.id,
    letter.received_at.slice(0, 19),
    letter.source,
    letter.topic,
    `${letter.partition}:${letter.offset}`,
    letter.reason,
    letter.state,
    letter.detail,
  ])
  const more = matching > letters.length ? `${matching - letters.length} more: narrow them down\n` : ''
  return `${alignColumns([HEADINGS, ...rows])}\n${more}`
}
