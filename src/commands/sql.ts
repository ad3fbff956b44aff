/** `linkmeter sql`: one read-only query over everything that is stored. */
import { Command } from 'commander'
import { openStore } from '../clickhouse/open-store.ts'
import { StoreFailure } from '../clickhouse/store.ts'
import { LinkmeterError } from '../errors.ts'
import { readContext, type Terminal } from './context.ts'

/** Statements that only read. The engine is asked to enforce it too (readonly), so that no clause sneaks through. */
const READS = /^\s*(?:--[^\n]*\n\s*)*(?:SELECT|WITH|SHOW|DESCRIBE|DESC|EXPLAIN|EXISTS)\b/i

export function sqlCommand(terminal: Terminal): Command {
  return new Command('sql')
    .summary('run a read-only query')
    .description('Runs one query and prints its result. Works beside a running service, through its socket.')
    .argument('<query>', 'a SELECT in ClickHouse SQL')
    .option('-f, --format <format>', 'any ClickHouse output format', 'PrettyCompactMonoBlock')
    .addHelpText(
      'after',
      `
Examples:
  linkmeter sql "SELECT outcome, count() FROM actions GROUP BY outcome"
  linkmeter sql "SHOW TABLES" --format TSV
  linkmeter sql "SELECT * FROM dead_letters LIMIT 5" --format Vertical

Each kind of event is a view: token_issuances, actions, audits, revocations, link_lifecycles.`,
    )
    .action(async (query: string, { format }: { format: string }) => {
      if (!READS.test(query)) {
        throw new LinkmeterError('bad_usage', {
          problem: 'This command only reads: begin with SELECT, WITH, SHOW, DESCRIBE or EXPLAIN',
        })
      }
      if (!/^\w+$/.test(format))
        throw new LinkmeterError('bad_usage', { problem: `There is no format ${format}` })
      const { config } = readContext(terminal)
      const store = await openStore(config.store, { owner: false })
      try {
        const result = await store.read(query.replace(/;\s*$/, ''), format)
        terminal.stdout.write(result)
      } catch (error) {
        if (error instanceof StoreFailure)
          throw new LinkmeterError('query_failed', { reason: error.message }, error)
        throw error
      } finally {
        await store.close()
      }
    })
}
