/** Each alert and each failure has its runbook, each runbook is somebody's, and what it tells to run exists. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { runCommandLine } from '../../../src/commands/command-line.ts'
import { readDetectionFiles } from '../../../src/commands/detection-files.ts'
import { readSloFiles } from '../../../src/commands/slo-files.ts'
import { failures } from '../../../src/simulator/failures/catalogue.ts'
import { queryOf, type Runbook, readRunbooks } from '../../support/runbooks.ts'

const runbooks = readRunbooks()
const slos = readSloFiles([]).slos.map(({ slo }) => slo)
const detections = readDetectionFiles([]).detections.map(({ detection }) => detection)

const rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({ alert: z.string().optional(), annotations: z.record(z.string(), z.string()).default({}) }),
      ),
    }),
  ),
})

/** The page that each alert leads to. Alerts of links lead to their SLO's, which is among them. */
const ledTo = [
  ...['alerts/slo-rules.yaml', 'alerts/linkmeter.yaml']
    .flatMap((file) => rules.parse(parse(readFileSync(file, 'utf8'))).groups)
    .flatMap((group) => group.rules)
    .flatMap(({ alert, annotations }) => (alert === undefined ? [] : [annotations['runbook_url'] ?? alert])),
  ...slos.map(({ runbook }) => runbook),
  ...detections.map(({ runbook }) => runbook),
]

const ofFailures = Object.entries(failures).map(
  ([id, { title }]) => `alerts/runbooks/${id.toLowerCase()}-${title.replaceAll(' ', '-')}.md`,
)

/** What a command may be asked about. */
const known = [...[...slos, ...detections].map(({ name }) => name), ...Object.keys(failures)]

const paths = runbooks.map(({ path }) => path)

test('every alert and every failure has its runbook, and none is left over', () => {
  expect(ofFailures).toHaveLength(7)
  const wanted = new Set([...ledTo, ...ofFailures, 'alerts/runbooks/link-alerts.md'])
  expect([...wanted].toSorted()).toEqual(paths.toSorted())
})

test('an SLO and a detection have one of their own name, an alert on linkmeter one of its alert', () => {
  for (const { name, runbook } of [...slos, ...detections]) expect(runbook).toBe(`alerts/runbooks/${name}.md`)
  const own = rules
    .parse(parse(readFileSync('alerts/linkmeter.yaml', 'utf8')))
    .groups.flatMap((group) => group.rules)
  for (const { alert = '', annotations } of own) {
    const name = alert.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
    expect(annotations['runbook_url']).toBe(`alerts/runbooks/${name}.md`)
    expect(readFileSync(`alerts/runbooks/${name}.md`, 'utf8')).toContain(`Alert \`${alert}\``)
  }
})

test('docs/alerts.md leads to those of links, of linkmeter itself and of failures', () => {
  const page = readFileSync('docs/alerts.md', 'utf8')
  const led = ledTo.filter((path) => /\/(linkmeter|slo)-[\w-]+\.md$/.test(path))
  const wanted = [...led, ...ofFailures, 'alerts/runbooks/link-alerts.md']
  expect(wanted.filter((path) => !page.includes(`](../${path})`))).toEqual([])
})

describe.each(runbooks.map((each) => [each.name, each] as const))('%s', (_name, runbook) => {
  test('says what it means, three checks, how to mitigate, and how to tell that it is over', () => {
    expect(runbook.headings).toEqual(['What it means', 'First three checks', 'Mitigate', 'It is over when'])
    expect(runbook.text.split(/^## .+$/m).filter((part) => part.trim() === '')).toEqual([])
    expect(runbook.checks).toHaveLength(3)
    for (const commands of runbook.checks) expect(commands.join('\n')).toMatch(/npx linkmeter |^curl -s /)
  })

  test('is short enough for the night', () => expect(runbook.text.split('\n').length).toBeLessThan(50))

  test('leads to pages that are there', () => {
    const links = [...runbook.text.matchAll(/\]\((?!http)([^)#]+)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => !existsSync(join(dirname(runbook.path), link)))).toEqual([])
  })

  test('asks with a limit, and of the large tables only for a time', () => {
    const queries = runbook.commands.flatMap(queryOf)
    expect(
      queries.filter((query) => !/ LIMIT \d+$/.test(query) && !query.startsWith('SELECT count()')),
    ).toEqual([])
    const large = /\b(?:FROM|JOIN) (?:actions|audits|token_issuances|denied_attempts|link_history)\b/g
    const unbounded = queries.filter(
      (query) =>
        (query.match(large) ?? []).length >
        (query.match(/\btime (?:> |BETWEEN )(?:now\(\)|toStart)/g) ?? []).length,
    )
    expect(unbounded).toEqual([])
  })

  test('names commands, options, SLOs, detections and failures that exist', async () => {
    for (const command of runbook.commands) {
      expect(await isKnown(command), command).toBe(true)
      for (const name of namesIn(command)) expect(known, command).toContain(name)
    }
  })

  test('greps for metrics that exist', () => {
    const page = readFileSync('docs/metrics.md', 'utf8')
    const named = metricsOf(runbook)
    expect(named.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })
})

function metricsOf({ text }: Runbook): string[] {
  return [...text.matchAll(/\/metrics \| grep -E '\^\((.+)\)'$/gm)].flatMap(([, names = '']) =>
    names.replace('_(sum|count)', '').split('|'),
  )
}

function namesIn(command: string): string[] {
  const [, name] = /(?:^slo explain|^gameday|--slo|--detection) (?!-)(\S+)/.exec(command) ?? []
  return name === undefined ? [] : [name]
}

/** With `--help` behind it, a command is parsed and not run: its help names it, and has each option that is used. */
async function isKnown(command: string): Promise<boolean> {
  const words = command.replace(/"[^"]*"/g, 'query').split(' ')
  const options = words.filter((word) => word.startsWith('--'))
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const code = await runCommandLine([...words.filter((word) => word !== '--help'), '--help'], {
    environment: {},
    stdout,
    stderr,
  })
  const help = String(stdout.read())
  const [, usage = ''] = /^Usage: linkmeter ([a-z -]*[a-z])/.exec(help) ?? []
  // A group of commands answers for each that it does not know; it takes nothing but a command.
  const isGroup = /^Usage: .*\[command\]$/m.test(help)
  return (
    code === 0 &&
    !isGroup &&
    command.startsWith(usage) &&
    usage !== '' &&
    options.every((option) => help.includes(option))
  )
}
