/** `linkmeter slo backtest`: replays alert decisions over stored history, and compares two sets of SLO documents. */
import { SingleBar } from 'cli-progress'
import { Command } from 'commander'
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { LinkmeterError } from '../errors.ts'
import { backtest, type Replayed } from '../jobs/backtest/backtest.ts'
import { alignUp, MINUTE_S } from '../jobs/ranges.ts'
import { checkSlis, type Sli } from '../jobs/sli.ts'
import { updateTiers } from '../jobs/tiers.ts'
import { compareFirings } from '../slo/compare-firings.ts'
import { parseDuration } from '../slo/duration.ts'
import type { Firing, Moments } from '../slo/replay.ts'
import { type Incident, scoreFirings } from '../slo/score-firings.ts'
import { backtestJson, backtestText } from './backtest-table.ts'
import { type Context, loadSlis, openMigratedStore, readContext, type Terminal } from './context.ts'
import { type Format, formatOption } from './format-option.ts'
import { readIncidents } from './incident-file.ts'
import { momentOf, selected } from './report.ts'
import { readReplacedFiles } from './slo-files.ts'

interface BacktestOptions {
  readonly from: string
  readonly to?: string
  readonly step: string
  readonly slo?: string
  readonly slos?: string
  readonly incidents?: string | true
  readonly format: Format
}

export function backtestCommand(terminal: Terminal): Command {
  return new Command('backtest')
    .summary('replay alerts over stored history')
    .description(
      'Says when each alert would have fired and resolved, had the SLOs been as they are now. With --slos also what ' +
        'another set of documents would have alerted more, less, earlier or later; with --incidents what of them ' +
        'was found, how soon, and what was noise. It knows the events of now: what came late is there in time, and ' +
        'that an input was behind or silent then is not known.',
    )
    .requiredOption('--from <time>', 'the first moment, RFC 3339')
    .option('--to <time>', 'the last moment, RFC 3339 (default: now)')
    .option('--step <duration>', 'between decisions, whole minutes', '1m')
    .option('--slo <name>', 'only this SLO')
    .option(
      '--slos <folder>',
      'compare with the documents of a folder: each replaces the one of its file name',
    )
    .option('--incidents [file]', 'score against incidents: those of a file, or those that events told of')
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Examples:
  linkmeter slo backtest --from 2026-10-01T00:00:00Z --to 2026-11-01T00:00:00Z
  linkmeter slo backtest --from 2026-10-01T00:00:00Z --slos ./stricter
  linkmeter slo backtest --from 2026-10-01T00:00:00Z --incidents --format json`,
    )
    .action((options: BacktestOptions) => run(terminal, options))
}

async function run(terminal: Terminal, options: BacktestOptions): Promise<void> {
  const context = readContext(terminal)
  const moments = momentsOf(options)
  const told = typeof options.incidents === 'string' ? readIncidents(options.incidents) : null
  const store = await openMigratedStore(context.config, { owner: false })
  const bar = progressBar(terminal)
  try {
    const slis = selected(await loadSlis(store, context), options.slo)
    const { failures } = await updateTiers(store, slis)
    for (const failure of failures.values()) throw failure
    const current = slis.map((sli): Replayed => ({ sli, counted: sli.slo.name }))
    const other = options.slos === undefined ? null : await otherSet(store, context, slis, options.slos)
    bar.start(current.length + (other?.replayed.length ?? 0), 0)
    const firings = await backtest(store, current, moments, (done) => bar.update(done))
    const compared =
      other === null
        ? null
        : {
            folder: options.slos ?? '',
            left_out: other.left_out,
            differences: compareFirings(firings, await replayOther(store, other.replayed, moments, bar)),
          }
    bar.stop()
    const incidents = options.incidents === true ? await declaredIncidents(store, moments) : told
    const result = {
      ...{ moments, slos: slis.map(({ slo }) => slo.name), firings, compared },
      score: incidents === null ? null : scoreFirings(firings, incidents),
    }
    terminal.stdout.write(options.format === 'json' ? backtestJson(result) : backtestText(result))
  } finally {
    bar.stop()
    await store.close()
  }
}

function replayOther(
  store: Store,
  replayed: readonly Replayed[],
  moments: Moments,
  bar: SingleBar,
): Promise<Firing[]> {
  return backtest(store, replayed, moments, (done) => bar.update(bar.getTotal() - replayed.length + done))
}

function momentsOf({ from, to, step }: BacktestOptions): Moments {
  const step_s = parseDuration(step)
  if (step_s === null || step_s === 0 || step_s % MINUTE_S !== 0) {
    throw new LinkmeterError('bad_usage', {
      problem: `--step ${step} is no number of whole minutes, such as 5m`,
    })
  }
  const from_s = alignUp(momentOf('--from', from), MINUTE_S)
  const to_s = Math.floor(momentOf('--to', to))
  if (from_s < to_s) return { from_s, to_s, step_s }
  throw new LinkmeterError('bad_usage', { problem: '--from is not before --to' })
}

/**
 * The SLOs as they are with the documents of a folder in place. What an SLO counts is read from the tiers of one
 * that counts the same; one that counts otherwise has no history here.
 */
async function otherSet(
  store: Store,
  { config }: Context,
  current: readonly Sli[],
  folder: string,
): Promise<{ replayed: Replayed[]; left_out: string[] }> {
  const files = readReplacedFiles(config.slo_folders, folder)
  const { slis, problems } = await checkSlis(store, files.slos)
  const wrong = [...files.problems, ...problems]
  if (wrong.length > 0) throw new LinkmeterError('slo_documents_invalid', { problems: wrong.join('\n') })
  const found = slis.map((sli) => {
    const same = current.filter(({ checksum }) => checksum === sli.checksum)
    const counted = same.find(({ slo }) => slo.name === sli.slo.name) ?? same[0]
    return { sli, counted: counted?.slo.name ?? null }
  })
  return {
    replayed: found.flatMap(({ sli, counted }) => (counted === null ? [] : [{ sli, counted }])),
    left_out: found.flatMap(({ sli, counted }) => (counted === null ? [sli.slo.name] : [])),
  }
}

async function declaredIncidents(store: Store, { from_s, to_s }: Moments): Promise<Incident[]> {
  const told = await store.rows<Omit<Incident, 'slos'>>(readSql('queries/declared-incidents'), {
    from: from_s,
    to: to_s,
  })
  return told.map((incident) => ({ ...incident, slos: [] }))
}

/** On a terminal only: elsewhere it would fill a log with control characters. */
function progressBar({ stderr }: Terminal): SingleBar {
  return new SingleBar({
    stream: stderr,
    format: 'replaying [{bar}] {value} of {total} SLOs, {eta} s left',
    noTTYOutput: false,
    hideCursor: true,
    clearOnComplete: true,
  })
}
