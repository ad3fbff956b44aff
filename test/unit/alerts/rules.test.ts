/** The rules in alerts/ are what slos/ says, Prometheus takes them, and each has tests that it fires and stays quiet. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readSloFiles } from '../../../src/commands/slo-files.ts'
import { ruleFile, usualPlaces } from '../../../src/slo/rules/rule-files.ts'
import { promtool } from '../../support/promtool.ts'

const files = ['slo-rules.yaml', 'linkmeter.yaml']
/** For Alertmanager's own use: they silence. */
const tellNobody = new Set(['SloInputSilent', 'SloPagedLately'])
const text = (path: string) => readFileSync(path, 'utf8')

const rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string().optional(),
          expr: z.string(),
          labels: z.record(z.string(), z.string()).default({}),
          annotations: z.record(z.string(), z.string()).default({}),
        }),
      ),
    }),
  ),
})
const tests = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z
        .array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) }))
        .default([]),
    }),
  ),
})

function alertsIn(file: string) {
  const all = rules.parse(parse(text(`alerts/${file}`))).groups.flatMap((group) => group.rules)
  return all.flatMap((rule) => (rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }]))
}

test('alerts/slo-rules.yaml is what slos/ says; else: npx linkmeter slo rules --output alerts', () => {
  const slos = readSloFiles([]).slos.map(({ slo }) => slo)
  expect(text('alerts/slo-rules.yaml') === ruleFile(slos, usualPlaces)).toBe(true)
})

test('links lead where dashboards and documents are said to be', () => {
  const slos = readSloFiles([]).slos.map(({ slo }) => slo)
  const told = ruleFile(slos.slice(0, 1), {
    dashboards: 'https://grafana.example.org',
    documents: 'https://git.example.org/',
  })
  expect(told).toContain('dashboard_url: https://grafana.example.org/d/linkmeter-slo?var-slo=a01-')
  expect(told).toContain('runbook_url: https://git.example.org/alerts/runbooks/a01-')
})

describe.each(files)('%s', (file) => {
  test('is taken by Prometheus', async () => {
    expect(await promtool('check', 'rules', `alerts/${file}`)).toContain('SUCCESS')
  })

  test('does what its tests say', async () => {
    expect(await promtool('test', 'rules', `alerts/tests/${file}`)).toContain('SUCCESS')
  })

  test('has for each alert a test in which it fires and one in which it stays quiet', () => {
    const checks = tests
      .parse(parse(text(`alerts/tests/${file}`)))
      .tests.flatMap((one) => one.alert_rule_test)
    const tested = (fires: boolean) =>
      new Set(
        checks.filter(({ exp_alerts }) => exp_alerts.length > 0 === fires).map(({ alertname }) => alertname),
      )
    const names = [...new Set(alertsIn(file).map(({ alert }) => alert))]
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter((name) => !tested(true).has(name))).toEqual([])
    expect(names.filter((name) => !tested(false).has(name))).toEqual([])
  })

  test('names only metrics that docs/metrics.md knows', () => {
    const known = text('docs/metrics.md')
    const named = new Set(text(`alerts/${file}`).match(/\blinkmeter_\w+/g))
    expect(named.size).toBeGreaterThan(5)
    expect([...named].filter((name) => !known.includes(`\`${name}\``))).toEqual([])
  })

  test('says who is called, what is wrong, and where to read on', () => {
    for (const { alert, labels, annotations } of alertsIn(file)) {
      expect(Object.keys(labels), alert).toEqual(
        expect.arrayContaining(['severity', 'tier', 'owner', 'team']),
      )
      expect(labels['severity'], alert).toMatch(tellNobody.has(alert) ? /^none$/ : /^(page|ticket)$/)
      expect(annotations['summary'], alert).toMatch(/\.$/)
      // What the runbook must hold is for runbooks.test.ts.
      const path = annotations['runbook_url'] ?? ''
      expect(path, alert).toMatch(/^alerts\/runbooks\/[\w-]+\.md$/)
      expect(text(path), alert).toMatch(/^# /)
    }
  })
})

test('every file of rules has its tests', () => {
  const inFolder = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  expect(inFolder('alerts').toSorted()).toEqual(files.toSorted())
  expect(inFolder('alerts/tests').toSorted()).toEqual(files.toSorted())
})
