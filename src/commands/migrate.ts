/** `linkmeter migrate`: brings the database to the shape this version needs. */
import { Command } from 'commander'
import { migrate } from '../clickhouse/migrations.ts'
import { openStore } from '../clickhouse/open-store.ts'
import { allViews } from '../clickhouse/views.ts'
import { sourcesOf } from '../events/sources.ts'
import { readContext, type Terminal } from './context.ts'

export function migrateCommand(terminal: Terminal): Command {
  return new Command('migrate')
    .summary('bring the database to the shape this version needs')
    .description(
      'Creates the tables and views that are missing and records each migration by its checksum. ' +
        'Safe to run twice, and by several clients at once. serve, demo, import and report do it by themselves.',
    )
    .addHelpText(
      'after',
      `
Examples:
  linkmeter migrate
  CLICKHOUSE_URL=http://localhost:8123 linkmeter migrate`,
    )
    .action(async () => {
      const { config } = readContext(terminal)
      const store = await openStore(config.store, { owner: false })
      try {
        const applied = await migrate(store, {
          cluster: config.cluster,
          views: allViews(Object.values(sourcesOf(config.sources))),
        })
        const what = applied.length === 0 ? 'nothing to do' : `applied ${applied.join(', ')}`
        terminal.stdout.write(`${store.place}: ${what}\n`)
      } finally {
        await store.close()
      }
    })
}
