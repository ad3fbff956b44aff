/** `linkmeter inputs`: what each input brought and whether it keeps up; declares one retired. */
import { Command, Option } from 'commander'
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { LinkmeterError } from '../errors.ts'
import { alignColumns } from './align-columns.ts'
import { openMigratedStore, readContext, type Terminal } from './context.ts'

export function inputsCommand(terminal: Terminal): Command {
  return new Command('inputs')
    .summary('what each input brought, and whether it keeps up')
    .description(
      'An input is a source on a topic, or over HTTP. While one is behind or silent, the SLOs that need it are ' +
        'evaluated up to what is known, and are incomplete. One that has ended for good can be retired.',
    )
    .addCommand(listCommand(terminal))
    .addCommand(retireCommand(terminal))
    .addHelpText(
      'after',
      `
Examples:
  linkmeter inputs list
  linkmeter inputs retire cloudtrail audit-old`,
    )
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .summary('print the inputs')
    .description('States: live, behind, silent, retired; a file has no state of its own.')
    .option('--files', 'imported files, too')
    .addOption(
      new Option('-f, --format <format>', 'how to print it').choices(['table', 'json']).default('table'),
    )
    .addHelpText('after', '\nExamples:\n  linkmeter inputs list --files --format json')
    .action(async ({ files, format }: { files?: boolean; format: 'table' | 'json' }) => {
      await withStore(terminal, async (store) => {
        const inputs = await store.rows<InputRow>(readSql('queries/inputs'), { files: files === true })
        terminal.stdout.write(format === 'json' ? `${JSON.stringify(inputs, null, 2)}\n` : tableOf(inputs))
      })
    })
}

function retireCommand(terminal: Terminal): Command {
  return new Command('retire')
    .summary('declare that an input has ended')
    .description('Nothing waits for it any more. Should it speak again, it is an input again.')
    .argument('<source>', 'as `inputs list` prints it')
    .argument('<topic>', 'the Kafka topic, or http')
    .addHelpText('after', '\nExamples:\n  linkmeter inputs retire native http')
    .action(async (source: string, topic: string) => {
      await withStore(terminal, async (store) => {
        const [found] = await store.rows<{ known: boolean | number }>(readSql('queries/known-input'), {
          source,
          topic,
        })
        if (!found?.known) throw new LinkmeterError('input_unknown', { source, topic })
        await store.insertRows('input_retirements', [{ source, topic }])
        terminal.stdout.write(`${source} on ${topic} is retired\n`)
      })
    })
}

async function withStore(terminal: Terminal, use: (store: Store) => Promise<void>): Promise<void> {
  const { config } = readContext(terminal)
  const store = await openMigratedStore(config, { owner: false })
  try {
    await use(store)
  } finally {
    await store.close()
  }
}

interface InputRow {
  readonly source: string
  readonly topic: string
  readonly state: string
  readonly kinds: readonly string[]
  readonly last_received_at: string
  readonly newest_event: string
  /** Null where nothing tells, as over HTTP. */
  readonly unread: number | null
  readonly lag_s: number | null
  readonly events: number
  readonly late: number
  readonly too_late: number
  readonly rejected: number
  readonly duplicates_7d: number
}

const HEADINGS = [
  ...['source', 'topic', 'state', 'last arrival', 'newest event', 'unread', 'lag'],
  ...['events', 'late', 'too late', 'rejected', 'repeats 7d'],
]

function tableOf(inputs: readonly InputRow[]): string {
  if (inputs.length === 0) return 'nothing has come yet\n'
  const rows = inputs.map((input) => [
    input.source,
    input.topic,
    input.state,
    input.last_received_at.slice(0, 19),
    input.newest_event.slice(0, 19),
    input.unread === null ? '–' : String(input.unread),
    input.lag_s === null ? '–' : `${input.lag_s} s`,
    ...[input.events, input.late, input.too_late, input.rejected, input.duplicates_7d].map(String),
  ])
  return `${alignColumns([HEADINGS, ...rows])}\n`
}
