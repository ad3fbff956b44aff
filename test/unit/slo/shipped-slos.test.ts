/** The documents in slos/ hold with each other, with sql/slis and with docs/slis.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { kindColumns } from '../../../src/events/kinds.ts'
import { reachOf, sqlPlaces } from '../../../src/slo/definition.ts'
import { describeProblems } from '../../../src/slo/problem.ts'
import { readSloDocuments } from '../../../src/slo/read-documents.ts'
import { appliedPolicies } from '../../../src/slo/windows.ts'

const files = readdirSync('slos')
  .toSorted()
  .map((name) => ({ path: `slos/${name}`, text: readFileSync(`slos/${name}`, 'utf8') }))
const { slos, policies, problems } = readSloDocuments(files, kindColumns)
const documentation = readFileSync('docs/slis.md', 'utf8')

function slo(name: string) {
  const found = slos.find((each) => each.name === name)
  if (found === undefined) throw new Error(`slos/ has no ${name}`)
  return found
}

test('have no problem', () => expect(describeProblems(problems)).toBe(''))

test('are the indicators with their objectives', () => {
  expect(slos.map(({ name, objective }) => [name, objective])).toEqual([
    ['a01-cloudtrail-completeness', 0.999],
    ['a02-assume-role-success', 0.999],
    ['a03-quota-headroom', 0.99],
    ['a04-billing-anomaly', 0.99],
    ['a05-unauthorized-access-findings', 0],
    ['a06-log-delivery', 0.9999],
    ['a07-infrastructure-drift', 1],
    ['a08-time-to-assume-role', 0.5],
    ['a09-cost-per-workload', 0.95],
    ['a10-incident-rate', 1],
    ['m01-cross-account-auth-success', 0.999],
    ['m02-token-issuance-latency', 0.95],
    ['m03-action-success', 0.995],
    ['m04-time-to-revoke', 0.99],
    ['m05-audit-delivery', 0.9999],
    ['m05-audit-delivery-compliance', 1],
    ['m06-token-lifetime', 0.5],
    ['m07-cross-account-latency', 0.95],
    ['m08-permission-drift', 1],
    ['m09-unauthorized-attempts', 0.99],
    ['m10-correlation-propagation', 0.99],
  ])
})

describe.each(slos.map((each) => [each.name, each] as const))('%s', (name, each) => {
  test('has its SQL file', () => {
    expect(sqlPlaces(each, 'sql/slis').filter((place) => existsSync(place))).toHaveLength(1)
  })

  test('is described in docs/slis.md, and has a runbook of its name', () => {
    expect(documentation).toContain(`\n### ${name}\n`)
    expect(each.runbook).toBe(`alerts/runbooks/${name}.md`)
  })

  test('opens its description with a question', () => expect(each.description).toMatch(/^[^.]+\?/))

  test('rolls over 30 days, or counts by the calendar month', () => {
    expect(each.window).toEqual(
      each.kind === 'count'
        ? { type: 'calendar', unit: 'month', timeZone: 'UTC' }
        : { type: 'rolling', seconds: 30 * 86_400 },
    )
  })
})

test('page and open tickets as the SRE Workbook says, and sooner where critical', () => {
  expect(
    policies.map((policy) => [policy.name, policy.severity, policy.threshold, policy.long_s, policy.short_s]),
  ).toEqual([
    ['page-fast-burn', 'page', 14.4, 3_600, 300],
    ['page-slow-burn', 'page', 6, 21_600, 1_800],
    ['ticket-fast-burn', 'ticket', 3, 86_400, 7_200],
    ['ticket-slow-burn', 'ticket', 1, 259_200, 21_600],
    ['page-critical-burn', 'page', 2, 3_600, 300],
    ['ticket-limit-broken', 'ticket', 1, 1_800, 300],
    ['ticket-daily-burn', 'ticket', 1, 518_400, 259_200],
  ])
  expect(policies.map(({ minimum_bad }) => minimum_bad)).toEqual([5, 5, 5, 5, 5, 5, 1])
  const critical = slos.filter((each) =>
    appliedPolicies(each).some(({ name }) => name === 'page-critical-burn'),
  )
  expect(critical.map(({ name }) => name)).toEqual(['m01-cross-account-auth-success'])
})

test('every one alerts on something of its own: only levels and counts do without a policy', () => {
  const unguarded = slos.filter((each) => each.kind === 'ratio' && appliedPolicies(each).length === 0)
  expect(unguarded.map(({ name }) => name)).toEqual([])
})

test('an issuance reaches as far as its token lives, an audit record an hour', () => {
  const { lookback, lookahead } = slo('m05-audit-delivery')
  expect(['action', 'audit', 'token_issuance'].map((kind) => reachOf(lookahead, kind))).toEqual([
    3_600, 3_600, 43_200,
  ])
  expect(['action', 'audit', 'token_issuance'].map((kind) => reachOf(lookback, kind))).toEqual([
    300, 3_600, 300,
  ])
  expect(slo('m03-action-success').lookahead).toEqual({ default_s: 300, by_kind: { token_issuance: 43_200 } })
  expect(slo('m01-cross-account-auth-success').lookback).toEqual({ default_s: 3_900, by_kind: {} })
})

test('both audit objectives share one indicator and its maturity', () => {
  const [target, compliance] = [slo('m05-audit-delivery'), slo('m05-audit-delivery-compliance')]
  expect(target.checksum).toBe(compliance.checksum)
  expect([target.maturity_s, compliance.maturity_s]).toEqual([900, 900])
})
