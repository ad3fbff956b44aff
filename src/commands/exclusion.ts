/** `linkmeter exclusion`: takes maintenance windows, test principals and corrections out of what is judged. */
import { Command } from 'commander'
import type { Store } from '../clickhouse/store.ts'
import type { Config } from '../config.ts'
import { exclusionKinds } from '../exclusions/draft.ts'
import { createExclusions, type Exclusions } from '../exclusions/exclusions.ts'
import { openMigratedStore, readContext, type Terminal } from './context.ts'
import { exclusionTable } from './exclusion-table.ts'
import { type Format, formatOption } from './format-option.ts'
import { readSloFiles } from './slo-files.ts'

export function exclusionCommand(terminal: Terminal): Command {
  return new Command('exclusion')
    .summary('maintenance windows, test principals, corrections')
    .description(
      'What an exclusion covers counts as neither good nor bad; cancelling it restores the number. ' +
        'Works beside a running service, whose next evaluation follows; `report` follows at once.',
    )
    .addCommand(addCommand(terminal))
    .addCommand(listCommand(terminal))
    .addCommand(cancelCommand(terminal))
    .addHelpText(
      'after',
      `
Examples:
  linkmeter exclusion add --kind maintenance --account 222222222222 --from 2026-11-01T22:00:00Z \\
    --to 2026-11-02T02:00:00Z --author ann@example.org --reason "broker upgrade, CHG-1234"
  linkmeter exclusion list
  linkmeter exclusion cancel 3f9a1c0b77de

docs/exclusions.md says what is covered and when.`,
    )
}

/** The exclusions of a store. The SLOs are those of all documents, also of one that cannot be measured just now. */
export function openExclusions(store: Store, config: Config): Exclusions {
  const slos = readSloFiles(config.slo_folders).slos.map(({ slo }) => slo.name)
  return createExclusions({ store, clock: Date, slos })
}

function addCommand(terminal: Terminal): Command {
  return new Command('add')
    .summary('exclude what lies in a scope and a time')
    .description(
      'Everything named must match: an account and a role exclude that role in that account. ' +
        'Adding the same exclusion again adds none.',
    )
    .requiredOption('-k, --kind <kind>', exclusionKinds.join(', '))
    .option('--account <account>', 'source or target account')
    .option('--role <role>', 'role of the link')
    .option('--principal <pattern>', 'who acts; * stands for any characters')
    .option('--slo <name>', 'only for this SLO')
    .option('--everything', 'confirms that no scope is meant: every event of the time')
    .option('--from <time>', 'its beginning, RFC 3339; may be left out for a test principal: since ever')
    .option('--to <time>', 'its end, exclusive; may be left out for a test principal: for ever')
    .requiredOption('--author <name>', 'who asks for it')
    .requiredOption('--reason <text>', 'why, for whoever reads the report later')
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Examples:
  linkmeter exclusion add --kind test_principal --principal 'arn:aws:iam::*:role/canary-*' \\
    --author sre --reason "synthetic checks"
  linkmeter exclusion add --kind correction --slo m05-audit-delivery --account 222222222222 \\
    --from 2026-11-01T00:00:00Z --to 2026-11-02T00:00:00Z --author ann --reason "trail was paused, INC-77"`,
    )
    .action(async ({ format, ...written }: { format: Format }) => {
      await withExclusions(terminal, async (exclusions) => {
        const { exclusion } = await exclusions.add(written)
        print(terminal, format, exclusion, exclusionTable([exclusion]))
      })
    })
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .summary('print the exclusions')
    .description('Prints planned, active and ended exclusions.')
    .option('--all', 'cancelled ones too')
    .addOption(formatOption())
    .addHelpText('after', '\nExamples:\n  linkmeter exclusion list --all --format json')
    .action(async ({ all, format }: { all?: boolean; format: Format }) => {
      await withExclusions(terminal, async (exclusions) => {
        const listed = await exclusions.list({ cancelled: all === true })
        print(terminal, format, listed, exclusionTable(listed))
      })
    })
}

function cancelCommand(terminal: Terminal): Command {
  return new Command('cancel')
    .summary('end an exclusion as if it had never been')
    .description('What it covered is judged again. The exclusion stays in the list as cancelled.')
    .argument('<id>', 'as `exclusion list` prints it')
    .option('--author <name>', 'who cancels it')
    .addOption(formatOption())
    .addHelpText('after', '\nExamples:\n  linkmeter exclusion cancel 3f9a1c0b77de --author ann')
    .action(async (id: string, { author, format }: { author?: string; format: Format }) => {
      await withExclusions(terminal, async (exclusions) => {
        const cancelled = await exclusions.cancel(id, author ?? null)
        print(terminal, format, cancelled, exclusionTable([cancelled]))
      })
    })
}

async function withExclusions(
  terminal: Terminal,
  use: (exclusions: Exclusions) => Promise<void>,
): Promise<void> {
  const { config } = readContext(terminal)
  const store = await openMigratedStore(config, { owner: false })
  try {
    await use(openExclusions(store, config))
  } finally {
    await store.close()
  }
}

function print({ stdout }: Terminal, format: Format, value: object, table: string): void {
  stdout.write(format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : table)
}
