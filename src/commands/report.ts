/** `linkmeter report`: every SLO's value, objective, budget and burn, as of now or of any time. */
import { Command, Option } from 'commander'
import type { Store } from '../clickhouse/store.ts'
import { LinkmeterError } from '../errors.ts'
import { parseMoment } from '../events/moment.ts'
import { evaluateLinks } from '../jobs/evaluate.ts'
import { type Evaluating, evaluateSlos } from '../jobs/evaluation.ts'
import type { Sli } from '../jobs/sli.ts'
import { updateTiers } from '../jobs/tiers.ts'
import { loadSlis, openMigratedStore, readContext, type Terminal } from './context.ts'
import { formatOption } from './format-option.ts'
import { type Group, type Grouping, groupings, groupLinks } from './report-groups.ts'
import { type Review, reviews, reviewText } from './report-reviews.ts'
import { type ReportEntry, reportTable } from './report-table.ts'

interface ReportOptions {
  readonly at?: string
  readonly slo?: string
  readonly by?: Grouping
  readonly review?: Review
  readonly format: 'table' | 'json'
}

export function reportCommand(terminal: Terminal): Command {
  return new Command('report')
    .summary('show every SLO: value, objective, budget, burn')
    .description(
      'Brings the tiers up to date with the stored events, then evaluates every SLO as of a moment.',
    )
    .option('--at <time>', 'the moment to evaluate, RFC 3339 (default: now)')
    .option('--slo <name>', 'only this SLO')
    .addOption(new Option('--by <dimension>', 'also break each SLO down').choices(groupings))
    .addOption(
      new Option('--review <which>', 'links (weekly) or permissions (monthly) to look at, instead of SLOs')
        .choices(reviews)
        .conflicts(['at', 'slo', 'by']),
    )
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Examples:
  linkmeter report
  linkmeter report --slo m03-action-success --by link
  linkmeter report --at 2026-11-01T00:00:00Z --format json
  linkmeter report --review weekly

A status is met, breached, incomplete (an input is behind or silent) or no_data; what is unknown is null or "–".`,
    )
    .action(async (options: ReportOptions) => {
      const context = readContext(terminal)
      const at_s = momentOf('--at', options.at)
      const store = await openMigratedStore(context.config, { owner: false })
      try {
        if (options.review !== undefined) {
          terminal.stdout.write(await reviewText(store, options.review, options.format))
          return
        }
        const slis = selected(await loadSlis(store, context), options.slo)
        const { failures } = await updateTiers(store, slis)
        for (const failure of failures.values()) throw failure
        const entries: ReportEntry[] = []
        for (const evaluating of await evaluateSlos(store, slis, at_s)) {
          entries.push({ ...evaluating.evaluation, groups: await groupsOf(store, evaluating, options.by) })
        }
        terminal.stdout.write(options.format === 'json' ? reportJson(entries) : reportTable(entries))
      } finally {
        await store.close()
      }
    })
}

/** The documented shape: what an evaluation keeps beyond it is for the store. */
function reportJson(entries: readonly ReportEntry[]): string {
  const printed = entries.map(({ input: { complete, newest_event, waiting }, ...entry }) => ({
    ...entry,
    windows: undefined,
    input: { complete, newest_event, waiting },
  }))
  return `${JSON.stringify(printed, null, 2)}\n`
}

/** A moment that was asked for, in Unix seconds; now unless said. @throws LinkmeterError bad_usage */
export function momentOf(option: string, at: string | undefined): number {
  if (at === undefined) return Date.now() / 1000
  const ms = parseMoment(at)
  if (Number.isFinite(ms)) return ms / 1000
  throw new LinkmeterError('bad_usage', {
    problem: `${option} ${at} is no time with a zone, such as 2026-11-01T00:00:00Z`,
  })
}

/** The SLO of a name; all without one. @throws LinkmeterError slo_unknown */
export function selected(slis: readonly Sli[], name: string | undefined): readonly Sli[] {
  if (name === undefined) return slis
  const found = slis.filter(({ slo }) => slo.name === name)
  if (found.length > 0) return found
  throw new LinkmeterError('slo_unknown', { slo: name, known: slis.map(({ slo }) => slo.name).join(', ') })
}

async function groupsOf(store: Store, evaluating: Evaluating, by: Grouping | undefined): Promise<Group[]> {
  return by === undefined ? [] : groupLinks(await evaluateLinks(store, evaluating), by, evaluating.slo)
}
