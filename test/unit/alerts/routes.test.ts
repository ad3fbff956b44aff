/** Who is told of which alert, and what silences what: alerts/alertmanager as Alertmanager itself reads it. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readDetectionFiles } from '../../../src/commands/detection-files.ts'
import { readSloFiles } from '../../../src/commands/slo-files.ts'
import { amtool } from '../../support/amtool.ts'

const path = 'alerts/alertmanager/alertmanager.yml'
const text = readFileSync(path, 'utf8')
const config = z
  .object({
    inhibit_rules: z.array(
      z.object({
        source_matchers: z.array(z.string()),
        target_matchers: z.array(z.string()),
        equal: z.array(z.string()).default([]),
      }),
    ),
  })
  .parse(parse(text, { merge: true }))

type Labels = Readonly<Record<string, string>>

async function receiverOf(labels: Labels): Promise<string> {
  const told = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
  return (await amtool('config', 'routes', 'test', `--config.file=${path}`, ...told)).trim()
}

test('Alertmanager takes the configuration and its templates', async () => {
  expect(await amtool('check-config', path)).toContain('SUCCESS')
})

test('a message says what is wrong, where, whose it is, since when, and what to do', async () => {
  const labels = { alertname: 'SloBudgetBurns', slo: 'm01', severity: 'page', owner: 'Identity platform' }
  const alert = {
    status: 'firing',
    labels,
    annotations: { summary: 'It burns.', worst_link: '1 through reader to 2', runbook_url: 'docs/m01' },
    startsAt: '2026-11-28T04:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
  }
  expect(await message('title', alert)).toBe('Page: m01 SloBudgetBurns [Identity platform]')
  expect(await message('text', alert)).toBe(
    'It burns.\nWorst link: 1 through reader to 2\nOwner: Identity platform\nSince: 2026-11-28 04:00 UTC\nWhat to do: docs/m01',
  )
  const over = { ...alert, status: 'resolved', endsAt: '2026-11-28T04:30:00Z' }
  expect(await message('title', over)).toBe('Over: m01 SloBudgetBurns [Identity platform]')
  expect(await message('text', over)).toMatch(/^Over since 04:30 UTC: It burns\.$/m)
})

test('holds no secret: keys and passwords are in files', () => {
  const keys = [...text.matchAll(/\b(\w*(?:key|password|token|credentials|slack_api_url)\w*): *(\S*)/g)]
  expect(keys.length).toBeGreaterThan(5)
  for (const [, name, value] of keys) {
    expect(name).toMatch(/_file$/)
    expect(value).toMatch(/^secrets\//)
  }
})

describe('calls', () => {
  test.each<[string, Labels, string]>([
    ['the team', { tier: 'slo', severity: 'page', team: 'identity-platform' }, 'identity-platform-page'],
    ['it by day', { tier: 'slo', severity: 'ticket', team: 'identity-platform' }, 'identity-platform-ticket'],
    [
      'the owner, without a team',
      { tier: 'link', severity: 'page', owner: 'Identity platform' },
      'identity-platform-page',
    ],
    ['who runs linkmeter', { tier: 'service', severity: 'page', team: 'linkmeter' }, 'platform-page'],
    [
      'security for its SLOs',
      { tier: 'slo', severity: 'ticket', team: 'security-engineering' },
      'security-ticket',
    ],
    [
      'security for its detections, whoever has the account',
      { tier: 'detection', severity: 'page', team: 'security', account_team: 'payments' },
      'security-page',
    ],
    [
      'the account’s team for detections of others',
      { tier: 'detection', severity: 'ticket', team: 'platform', account_team: 'payments' },
      'payments-ticket',
    ],
    [
      'the account’s team',
      { tier: 'link', severity: 'page', team: 'platform', account_team: 'payments' },
      'payments-page',
    ],
    [
      'the SLO’s team where the tag is unknown',
      { tier: 'link', severity: 'ticket', team: 'platform', account_team: 'new' },
      'platform-ticket',
    ],
    [
      'somebody for a page of an unknown team',
      { tier: 'link', severity: 'page', team: 'new' },
      'platform-page',
    ],
    ['by mail for its ticket', { tier: 'link', severity: 'ticket', team: 'new' }, 'everyone-else'],
    ['nobody for what only silences', { tier: 'dependency', severity: 'none', team: 'linkmeter' }, 'nobody'],
  ])('%s', async (_, labels, receiver) => {
    expect(await receiverOf(labels)).toBe(receiver)
  })

  test('the receiver of its own team for every SLO and detection', async () => {
    const slos = readSloFiles([]).slos.map(({ slo }) => ['slo', slo.team] as const)
    const detections = readDetectionFiles([]).detections.map(
      ({ detection }) => ['detection', detection.team] as const,
    )
    const teams = new Map([...slos, ...detections].map((one) => [one.join(), one]))
    expect(teams.size).toBeGreaterThan(10)
    for (const [tier, team] of teams.values()) {
      const told = await receiverOf({ tier, severity: 'ticket', team })
      expect(told, `${tier} of ${team}`).not.toBe('everyone-else')
    }
  })
})

describe('silences', () => {
  const page = { alertname: 'SloBudgetBurns', tier: 'slo', severity: 'page', slo: 'm03' }
  const ticket = { ...page, severity: 'ticket' }
  const link = {
    alertname: 'LinkBudgetBurns',
    tier: 'link',
    severity: 'page',
    slo: 'm03',
    target_account: '2',
  }
  const silent = { alertname: 'SloInputSilent', tier: 'dependency', severity: 'none', slo: 'm03' }
  const lately = { ...silent, alertname: 'SloPagedLately' }
  const down = { alertname: 'LinkmeterDown', tier: 'service', severity: 'page' }

  test.each<[string, Labels, Labels]>([
    ['a ticket by its page', page, ticket],
    ['a link by its SLO’s page', page, link],
    ['a link’s page after its SLO’s', lately, link],
    ['a link’s ticket by its SLO’s', ticket, { ...link, severity: 'ticket' }],
    ['a link’s ticket by its page', link, { ...link, severity: 'ticket' }],
    ['what depends on a silent input', silent, page],
    ['a link that depends on one', silent, link],
    ['what lives on linkmeter', down, page],
  ])('%s', (_, source, target) => {
    expect(isSilenced(target, source)).toBe(true)
  })

  test.each<[string, Labels, Labels]>([
    ['a page by a ticket', ticket, page],
    ['a link’s page by a ticket', ticket, link],
    ['an SLO’s page after its last', lately, page],
    ['a link’s ticket after its SLO’s page', lately, { ...link, severity: 'ticket' }],
    ['another SLO’s link after a page', lately, { ...link, slo: 'm02' }],
    ['another SLO', page, { ...ticket, slo: 'm02' }],
    ['another SLO than the input’s', silent, { ...page, slo: 'm02' }],
    ['another link', link, { ...link, severity: 'ticket', target_account: '3' }],
    ['the input’s own alert', silent, { alertname: 'LinkmeterInputSilent', tier: 'input', severity: 'page' }],
    ['itself', down, down],
  ])('but not %s', (_, source, target) => {
    expect(isSilenced(target, source)).toBe(false)
  })

  test('never a detection, whatever fires', () => {
    for (const severity of ['page', 'ticket']) {
      for (const source of [page, ticket, link, silent, down, ...namedSources()])
        expect(
          isSilenced({ ...source, alertname: 'RootAccountUsed', tier: 'detection', severity }, source),
        ).toBe(false)
    }
  })
})

/** A template of ours as Alertmanager fills it for one alert. */
async function message(name: string, alert: { status: string; labels: Labels }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linkmeter-message-'))
  const file = join(folder, 'data.json')
  const { status, labels } = alert
  await writeFile(file, JSON.stringify({ status, alerts: [alert], commonLabels: labels }))
  const told = await amtool(
    'template',
    'render',
    '--template.glob=alerts/alertmanager/templates/*.tmpl',
    `--template.data=${file}`,
    `--template.text={{ template "linkmeter.${name}" . }}`,
  )
  await rm(folder, { recursive: true })
  return told.trim()
}

/** One source for each rule that names alerts. */
function namedSources(): Labels[] {
  return config.inhibit_rules.flatMap(({ source_matchers }) =>
    source_matchers
      .flatMap((matcher) => /^alertname="(\w+)"$/.exec(matcher)?.slice(1) ?? [])
      .map((alertname) => ({ alertname })),
  )
}

/** As Alertmanager does: equal labels are equal where both are missing, too. */
function isSilenced(target: Labels, source: Labels): boolean {
  return config.inhibit_rules.some(
    ({ source_matchers, target_matchers, equal }) =>
      source_matchers.every((matcher) => matches(source, matcher)) &&
      target_matchers.every((matcher) => matches(target, matcher)) &&
      equal.every((name) => (source[name] ?? '') === (target[name] ?? '')),
  )
}

function matches(labels: Labels, matcher: string): boolean {
  const [, name = '', operator, value = ''] = /^(\w+)(=~|!=|=)"(.*)"$/.exec(matcher) ?? []
  const own = labels[name] ?? ''
  if (operator === '=~') return new RegExp(`^(?:${value})$`).test(own)
  return operator === '=' ? own === value : own !== value
}
