/** `linkmeter serve`: the service, until a signal or a failure ends it. */
import { Command } from 'commander'
import { LinkmeterError } from '../errors.ts'
import { readContext, type Terminal } from './context.ts'
import { runService } from './run-service.ts'
import { type Role, roles } from './service.ts'

export function serveCommand(terminal: Terminal): Command {
  return new Command('serve')
    .summary('run the service')
    .description(
      'Stores events from Kafka and HTTP, computes the indicators, and serves /metrics, /healthz and /readyz ' +
        'on LINKMETER_HOST and LINKMETER_PORT (127.0.0.1:9742). ' +
        'Without CLICKHOUSE_URL it runs ClickHouse itself, in LINKMETER_DATA_DIR (./data); ' +
        'without KAFKA_BROKERS events come by HTTP (POST /v1/events) and import.',
    )
    .option('--roles <list>', 'which parts to run here, by comma', roles.join(','))
    .addHelpText(
      'after',
      `
Examples:
  linkmeter serve
  KAFKA_BROKERS=localhost:9092 KAFKA_TOPICS=audit=cloudtrail,events=native linkmeter serve
  CLICKHOUSE_URL=http://localhost:8123 linkmeter serve --roles ingest

docs/settings.md lists every setting.`,
    )
    .action(async ({ roles: list }: { roles: string }) => {
      const context = readContext(terminal)
      await runService({ context, roles: rolesOf(list) })
    })
}

function rolesOf(list: string): Role[] {
  return list.split(',').map((name) => {
    const role = roles.find((known) => known === name.trim())
    if (role === undefined) {
      throw new LinkmeterError('bad_usage', {
        problem: `There is no role ${name}: choose from ${roles.join(', ')}`,
      })
    }
    return role
  })
}
