/** `linkmeter sql`: one read-only query over everything that is stored. */
import { Command } from 'commander'
import { openStore } from '../clickhouse/open-store.ts'
import { StoreFailure } from '../clickhouse/store.ts'
import { LinkmeterError } from '../errors.ts'
import { kinds } from '../events/kinds.ts'
import { readContext, type Terminal } from './context.ts'
import { readOnlyQuery } from './read-only-query.ts'

const FOR_PEOPLE = 'PrettyCompactMonoBlock'

export function sqlCommand(terminal: Terminal): Command {
  return new Command('sql')
    .summary('run a read-only query')
    .description('Runs one query and prints its result. Works beside a running service, through its socket.')
    .argument('<query>', 'a SELECT in ClickHouse SQL')
    .option(
      '-f, --format <format>',
      `any ClickHouse output format (default: what the query says, else ${FOR_PEOPLE})`,
    )
    .addHelpText(
      'after',
      `
Examples:
  linkmeter sql "SELECT outcome, count() FROM actions GROUP BY outcome"
  linkmeter sql "SHOW TABLES" --format TSV
  linkmeter sql "SELECT received_at, reason, detail, bytes FROM dead_letters LIMIT 5" --format Vertical

Each kind of event is a view:
${wrapped(Object.values(kinds).map(({ plural }) => plural))}`,
    )
    .action(async (query: string, options: { format?: string }) => {
      if (options.format !== undefined && !/^\w+$/.test(options.format)) {
        throw new LinkmeterError('bad_usage', { problem: `There is no format ${options.format}` })
      }
      const { config } = readContext(terminal)
      const store = await openStore(config.store, { owner: false })
      try {
        const { statement, format } = await readOnlyQuery(store, query)
        terminal.stdout.write(await store.read(statement, options.format ?? format ?? FOR_PEOPLE))
      } catch (error) {
        throw error instanceof StoreFailure && error.code !== null
          ? new LinkmeterError('query_failed', { reason: error.message }, error)
          : error
      } finally {
        await store.close()
      }
    })
}

/** Names in lines of a terminal's width. */
function wrapped(names: readonly string[]): string {
  return names
    .join(', ')
    .replace(/(.{1,76})(?: |$)/g, '  $1\n')
    .trimEnd()
}
