/** `linkmeter slo`: checks SLO documents, writes Prometheus rules, explains alerts and replays them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { LinkmeterError } from '../errors.ts'
import { ruleFile, usualPlaces } from '../slo/rules/rule-files.ts'
import { readContext, type Terminal } from './context.ts'
import { backtestCommand } from './slo-backtest.ts'
import { explainCommand } from './slo-explain.ts'
import { readSloFiles, readSloPaths } from './slo-files.ts'

/** What `slo rules --output` writes. */
const RULE_FILE = 'slo-rules.yaml'

export function sloCommand(terminal: Terminal): Command {
  return new Command('slo')
    .summary('check SLO documents, write rules, explain and replay alerts')
    .description('SLOs are documents: ours in slos/, and those of the folders that LINKMETER_SLOS names.')
    .addCommand(validateCommand(terminal))
    .addCommand(rulesCommand(terminal))
    .addCommand(explainCommand(terminal))
    .addCommand(backtestCommand(terminal))
    .addHelpText(
      'after',
      `
Examples:
  linkmeter slo validate
  linkmeter slo rules --output /etc/prometheus/rules
  linkmeter slo explain m01-cross-account-auth-success
  linkmeter slo backtest --from 2026-10-01T00:00:00Z --to 2026-11-01T00:00:00Z

docs/slis.md describes the documents, docs/alerts.md the alerts.`,
    )
}

function validateCommand(terminal: Terminal): Command {
  return new Command('validate')
    .summary('check SLO documents')
    .description(
      'Checks documents without a store: file, line, field and remedy of everything that is wrong, exit code 1. ' +
        'The SQL is checked by the engine when the SLOs are loaded.',
    )
    .argument('[paths...]', 'files and folders, beside the policies that are shipped (default: those in use)')
    .addHelpText('after', '\nExamples:\n  linkmeter slo validate ./my-slos')
    .action((paths: string[]) => {
      const { config } = readContext(terminal)
      const { slos, problems } = readSloPaths(paths.length === 0 ? config.slo_folders : paths)
      if (problems.length > 0)
        throw new LinkmeterError('slo_documents_invalid', { problems: problems.join('\n') })
      terminal.stdout.write(`${slos.length} SLOs are sound: ${slos.map(({ slo }) => slo.name).join(', ')}\n`)
    })
}

interface RulesOptions {
  readonly output?: string
  readonly dashboards: string
  readonly documents: string
}

function rulesCommand(terminal: Terminal): Command {
  return new Command('rules')
    .summary('write Prometheus rules')
    .description(
      'Recording rules to the names that Sloth’s dashboards read, and alerting rules on what linkmeter decides. ' +
        'An SLO whose document is wrong is named and has none; the others have theirs, and the exit code is 1.',
    )
    .option('-o, --output <folder>', `write ${RULE_FILE} there (default: print it)`)
    .option('--dashboards <url>', 'where Grafana is', usualPlaces.dashboards)
    .option('--documents <url>', 'what stands before runbooks that are paths', usualPlaces.documents)
    .addHelpText(
      'after',
      `
Examples:
  linkmeter slo rules --output alerts
  linkmeter slo rules --documents https://git.example.org/linkmeter/ | promtool check rules`,
    )
    .action(({ output, dashboards, documents }: RulesOptions) => {
      const { config } = readContext(terminal)
      const { slos, problems } = readSloFiles(config.slo_folders)
      const places = { dashboards: dashboards.replace(/\/$/, ''), documents }
      const text = ruleFile(
        slos.map(({ slo }) => slo),
        places,
      )
      if (output === undefined) terminal.stdout.write(text)
      else {
        mkdirSync(output, { recursive: true })
        writeFileSync(join(output, RULE_FILE), text)
      }
      if (problems.length > 0)
        throw new LinkmeterError('slo_documents_invalid', { problems: problems.join('\n') })
    })
}
