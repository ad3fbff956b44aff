/** `linkmeter detections`: what fires now, and whether detections are sound. */
import { Command, Option } from 'commander'
import { LinkmeterError } from '../errors.ts'
import { type FiringDetection, firingDetections } from '../jobs/detect.ts'
import { alignColumns } from './align-columns.ts'
import { openMigratedStore, readContext, type Terminal } from './context.ts'
import { readDetectionFiles } from './detection-files.ts'

export function detectionsCommand(terminal: Terminal): Command {
  return new Command('detections')
    .summary('what detections fire, check detections')
    .description(
      'Detections are documents: ours in detections/, and those of the folders that LINKMETER_DETECTIONS names.',
    )
    .addCommand(listCommand(terminal))
    .addCommand(validateCommand(terminal))
    .addHelpText(
      'after',
      `
Examples:
  linkmeter detections list
  linkmeter detections validate ./my-detections

docs/detections.md describes them all.`,
    )
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .summary('print what fires now')
    .description('Prints what fires, since when and why, pages first. A running service keeps it up to date.')
    .option('--detection <name>', 'only of this one')
    .addOption(
      new Option('-f, --format <format>', 'how to print it').choices(['table', 'json']).default('table'),
    )
    .addHelpText('after', '\nExamples:\n  linkmeter detections list --detection token-leak --format json')
    .action(async ({ detection, format }: { detection?: string; format: 'table' | 'json' }) => {
      const { config } = readContext(terminal)
      const store = await openMigratedStore(config, { owner: false })
      try {
        const firing = await firingDetections(store)
        const asked = firing.filter(({ alert }) => detection === undefined || alert === detection)
        terminal.stdout.write(
          format === 'json' ? `${JSON.stringify(asked.map(entryOf), null, 2)}\n` : table(asked),
        )
      } finally {
        await store.close()
      }
    })
}

function validateCommand(terminal: Terminal): Command {
  return new Command('validate')
    .summary('check detections')
    .description(
      'Checks documents without a store: file, line, field and remedy of everything that is wrong, exit code 1. ' +
        'The SQL is checked by the engine when the service starts.',
    )
    .argument('[paths...]', 'files and folders, beside those that are shipped (default: those in use)')
    .addHelpText('after', '\nExamples:\n  linkmeter detections validate ./my-detections')
    .action((paths: string[]) => {
      const { config } = readContext(terminal)
      const { detections, problems } = readDetectionFiles(
        paths.length === 0 ? config.detection_folders : paths,
      )
      if (problems.length > 0)
        throw new LinkmeterError('detection_documents_invalid', { problems: problems.join('\n') })
      const names = detections.map(({ detection }) => detection.name)
      terminal.stdout.write(`${names.length} detections are sound: ${names.join(', ')}\n`)
    })
}

function entryOf({ alert, since_ms, ...rest }: FiringDetection): object {
  return { detection: alert, since: new Date(since_ms).toISOString(), ...rest }
}

function table(firing: readonly FiringDetection[]): string {
  if (firing.length === 0) return 'no detection fires\n'
  const rows = firing.map(({ severity, alert, since_ms, labels, reason }) => [
    severity,
    alert,
    new Date(since_ms).toISOString().replace('T', ' ').slice(0, 16),
    labels['team'] ?? '',
    reason,
  ])
  return `${alignColumns([['severity', 'detection', 'since (UTC)', 'team', 'why'], ...rows])}\n`
}
