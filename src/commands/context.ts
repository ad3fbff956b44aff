/** What commands share: the settings, a log on stderr, the store with its tables, the SLOs that can be measured. */
import { type Logger, pino } from 'pino'
import { migrate } from '../clickhouse/migrations.ts'
import { openStore } from '../clickhouse/open-store.ts'
import type { Store } from '../clickhouse/store.ts'
import { allViews } from '../clickhouse/views.ts'
import { type Config, readConfig } from '../config.ts'
import { sourcesOf } from '../events/sources.ts'
import { checkDetections, type DetectionWithSql } from '../jobs/detections.ts'
import { checkSlis, type Sli } from '../jobs/sli.ts'
import { readDetectionFiles } from './detection-files.ts'
import { readSloFiles } from './slo-files.ts'

/** Where a command reads from and writes to: results to stdout, everything else to stderr. */
export interface Terminal {
  readonly environment: NodeJS.ProcessEnv
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

export interface Context {
  readonly config: Config
  readonly logger: Logger
}

/** @throws LinkmeterError settings_invalid */
export function readContext(terminal: Terminal, overrides: NodeJS.ProcessEnv = {}): Context {
  const config = readConfig({ ...terminal.environment, ...overrides })
  const logger = pino(
    {
      level: config.log_level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // By name: LOG_LEVEL takes names too.
      formatters: { level: (level) => ({ level }) },
    },
    terminal.stderr,
  )
  return { config, logger }
}

/** Opens the store and brings its tables to this version's shape. @throws LinkmeterError */
export async function openMigratedStore(config: Config, options: { owner: boolean }): Promise<Store> {
  const store = await openStore(config.store, options)
  try {
    await migrate(store, {
      cluster: config.cluster,
      views: allViews(Object.values(sourcesOf(config.sources))),
    })
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/**
 * The SLOs that can be measured. What is wrong with others is logged, a line each, and stops nobody:
 * a user's mistake in one file must not blind the rest.
 */
export async function loadSlis(store: Store, { config, logger }: Context): Promise<Sli[]> {
  const files = readSloFiles(config.slo_folders)
  const { slis, problems } = await checkSlis(store, files.slos)
  for (const problem of [...files.problems, ...problems]) logger.error({ problem }, 'an SLO is left out')
  return slis
}

/** The detections that can run; what is wrong with others is logged, as with SLOs. */
export async function loadDetections(store: Store, { config, logger }: Context): Promise<DetectionWithSql[]> {
  const files = readDetectionFiles(config.detection_folders)
  const { detections, problems } = await checkDetections(store, files.detections)
  for (const problem of [...files.problems, ...problems]) {
    logger.error({ problem }, 'a detection is left out')
  }
  return detections
}
