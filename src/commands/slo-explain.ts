/** `linkmeter slo explain`: why each alert of an SLO is or is not firing, as was decided and as known now. */
import { Command } from 'commander'
import { explain } from '../jobs/explain.ts'
import { updateTiers } from '../jobs/tiers.ts'
import { loadSlis, openMigratedStore, readContext, type Terminal } from './context.ts'
import { explanationJson, explanationText } from './explanation.ts'
import { formatOption } from './format-option.ts'
import { momentOf, selected } from './report.ts'

interface ExplainOptions {
  readonly at?: string
  readonly format: 'table' | 'json'
}

export function explainCommand(terminal: Terminal): Command {
  return new Command('explain')
    .summary('say why alerts of an SLO are or are not firing')
    .description(
      'Says why each alert of an SLO is or is not firing: as was decided then, and as known now. ' +
        'Brings the tiers of the SLO up to date first.',
    )
    .argument('<name>', 'the SLO')
    .option('--at <time>', 'the moment to explain, RFC 3339 (default: now)')
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Examples:
  linkmeter slo explain m01-cross-account-auth-success
  linkmeter slo explain m03-action-success --at 2026-11-01T03:12:00Z --format json`,
    )
    .action(async (name: string, { at, format }: ExplainOptions) => {
      const context = readContext(terminal)
      const at_s = momentOf('--at', at)
      const store = await openMigratedStore(context.config, { owner: false })
      try {
        const slis = selected(await loadSlis(store, context), name)
        const { failures } = await updateTiers(store, slis)
        for (const failure of failures.values()) throw failure
        for (const sli of slis) {
          const explanation = await explain(store, sli, at_s)
          terminal.stdout.write(
            format === 'json' ? explanationJson(explanation) : explanationText(explanation),
          )
        }
      } finally {
        await store.close()
      }
    })
}
