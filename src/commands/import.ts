/** `linkmeter import`: files and folders through the same pipeline as Kafka. */
import { SingleBar } from 'cli-progress'
import { Command } from 'commander'
import { Registry } from 'prom-client'
import { LinkmeterError } from '../errors.ts'
import { isSourceName, sourceNames, sourcesOf } from '../events/sources.ts'
import { importFiles } from '../ingest/files.ts'
import { ingestMetrics } from '../ingest/metrics.ts'
import { createPipeline } from '../ingest/pipeline.ts'
import { openMigratedStore, readContext, type Terminal } from './context.ts'

export function importCommand(terminal: Terminal): Command {
  return new Command('import')
    .summary('store the events of files and folders')
    .description(
      'Reads .json, .jsonl, .ndjson and .csv files (each also .gz) and folders of them, and stores their events, ' +
        'beside a running service too. ' +
        'Ends with one JSON line: records read, stored, already known (duplicates) and rejected. ' +
        'Importing a file twice changes no number. What was rejected, and why, is in dead_letters.',
    )
    .requiredOption('-s, --source <name>', `what the files hold: ${sourceNames.join(', ')}`)
    .argument('<path...>', 'files and folders')
    .addHelpText(
      'after',
      `
Examples:
  linkmeter import --source cloudtrail ./AWSLogs
  linkmeter import --source native events.jsonl.gz
  linkmeter import --source focus ./bills
  linkmeter sql "SELECT reason, detail, topic, offset FROM dead_letters"    what was rejected`,
    )
    .action(async (paths: string[], { source }: { source: string }) => {
      if (!isSourceName(source)) {
        throw new LinkmeterError('source_unknown', { source, known: sourceNames.join(', ') })
      }
      const { config, logger } = readContext(terminal)
      const store = await openMigratedStore(config, { owner: false })
      const pipeline = createPipeline({
        store,
        clock: Date,
        logger,
        metrics: ingestMetrics(new Registry()),
      })
      const bar = progressBar(terminal)
      try {
        const summary = await importFiles({
          paths,
          source: sourcesOf(config.sources)[source],
          pipeline,
          onProgress: ({ bytes_read, bytes_total }) => {
            if (!bar.isActive) bar.start(bytes_total, 0)
            bar.update(bytes_read)
          },
        })
        bar.stop()
        terminal.stdout.write(`${JSON.stringify(summary)}\n`)
      } finally {
        bar.stop()
        await pipeline.stop()
        await store.close()
      }
    })
}

/** On a terminal only: elsewhere it would fill a log with control characters. */
function progressBar({ stderr }: Terminal): SingleBar {
  return new SingleBar({
    stream: stderr,
    format: 'importing [{bar}] {percentage} %, {eta} s left',
    noTTYOutput: false,
    hideCursor: true,
    clearOnComplete: true,
  })
}
