/** Definitions change, and some are wrong: tiers follow the one in force, and one mistake blinds no other SLO. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSloFiles } from '../../src/commands/slo-files.ts'
import { checkSlis, type Sli } from '../../src/jobs/sli.ts'
import { evaluateOne, type Measuring, openMeasuring, updateOne } from '../support/measuring.ts'
import { tierTables } from '../support/tier-tables.ts'

const DAY_MS = 86_400_000
const now = Date.now()
let measuring: Measuring
let folder: string

beforeAll(async () => {
  measuring = await openMeasuring()
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-slos-'))
  const link = { source_account: '111111111111', target_account: '222222222222', role: 'reader' }
  const event = { ...link, outcome: 'success', latency_ms: 250 }
  await measuring.tell([
    { ...event, kind: 'action', event_id: 'a1', time: now - 60_000 },
    { ...event, kind: 'action', event_id: 'a2', time: now - 20 * DAY_MS, latency_ms: 50 },
    { ...event, kind: 'token_issuance', event_id: 'i1', time: now - 10 * DAY_MS },
  ])
})

afterAll(async () => {
  await measuring.close()
  await rm(folder, { recursive: true, force: true })
})

/** Writes an SLO over a kind's events beside its SQL. */
async function write(name: string, kind: string, sql: string): Promise<void> {
  await writeFile(join(folder, `${name}.sql`), sql)
  await writeFile(
    join(folder, `${name}.yaml`),
    `apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${name}
  annotations: { linkmeter.dev/owner: Someone, linkmeter.dev/team: some-team, linkmeter.dev/runbook: docs/slis.md }
spec:
  description: Is it so?
  service: delegated-access
  indicator:
    metadata:
      name: ${name}-indicator
      annotations:
        linkmeter.dev/inputs: ${kind}
        linkmeter.dev/lookback: 0m
        linkmeter.dev/lookahead: 0m
        linkmeter.dev/quantiles: "p50=0.5"
    spec:
      ratioMetric:
        counter: false
        good: { metricSource: { type: linkmeter, spec: { sql: ${name}.sql } } }
        total: { metricSource: { type: linkmeter, spec: { sql: ${name}.sql } } }
  timeWindow: [{ duration: 30d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ target: 0.9 }]
  alertPolicies: [{ alertPolicyRef: page-fast-burn }]
`,
  )
}

function sqlOver(view: string, more = ''): string {
  return `SELECT toStartOfMinute(time) AS minute, source_account, target_account, role,
  count() AS good, count() AS total, countIf(is_excluded) AS excluded${more}
FROM ${view}(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
GROUP BY minute, source_account, target_account, role`
}

async function check(): Promise<{ slis: Sli[]; problems: string[] }> {
  const files = readSloFiles([folder])
  expect(files.problems).toEqual([])
  return checkSlis(measuring.store, files.slos)
}

async function sliOf(name: string): Promise<Sli> {
  const { slis, problems } = await check()
  expect(problems).toEqual([])
  const found = slis.find(({ slo }) => slo.name === name)
  if (found === undefined) throw new Error(`no SLO ${name}`)
  return found
}

describe('a definition that changes', () => {
  const evaluate = async (sli: Sli) => {
    await updateOne(measuring.store, sli)
    return (await evaluateOne(measuring.store, sli, now / 1000)).evaluation
  }

  test('computes all tiers anew, also where it counts nothing any more; going back, too', async () => {
    await write('mine', 'action', sqlOver('counted_actions'))
    const overActions = await sliOf('mine')
    expect(await evaluate(overActions)).toMatchObject({ total: 2 })
    const tables = await tierTables(measuring.store, 'mine')

    await write('mine', 'token_issuance', sqlOver('counted_token_issuances'))
    const overIssuances = await sliOf('mine')
    expect(await evaluate(overIssuances)).toMatchObject({ total: 1 })
    const days = (await tierTables(measuring.store, 'mine'))['links day']
    expect(days).toHaveLength(1)

    expect(await evaluate(overActions)).toMatchObject({ total: 2 })
    expect(await tierTables(measuring.store, 'mine')).toEqual(tables)
  })

  test('and dies before it is done leaves nothing that passes for the old one’s', async () => {
    await write('mine', 'action', sqlOver('counted_actions'))
    const overActions = await sliOf('mine')
    await evaluate(overActions)
    await write('mine', 'token_issuance', sqlOver('counted_token_issuances'))
    const overIssuances = await sliOf('mine')
    let statements = 0
    const mortal = {
      ...measuring.store,
      run: async (sql: string, parameters?: Record<string, unknown>) => {
        statements += 1
        if (statements === 4) throw new Error('killed')
        await measuring.store.run(sql, parameters)
      },
    }
    await expect(updateOne(mortal, overIssuances)).rejects.toThrow('killed')
    expect(await evaluate(overActions)).toMatchObject({ total: 2 })
  })

  test.each([
    ['values', 'groupArray(assumeNotNull(latency_ms)) AS durations_ms'],
    ['a sketch', 'quantilesDDState(0.01, 0.5, 0.95, 0.99, 1)(assumeNotNull(latency_ms)) AS sketch'],
  ])('gives quantiles from %s', async (_, column) => {
    await write('mine', 'action', sqlOver('counted_actions', `, ${column}`))
    const { values } = await evaluate(await sliOf('mine'))
    // Of 50 and 250 ms, the lower one; within 1 %.
    expect(Math.abs((values['p50_seconds'] ?? 0) / 0.05 - 1)).toBeLessThan(0.01)
  })

  test('may count what is pending', async () => {
    await write('mine', 'action', sqlOver('counted_actions', ', toUInt64(3) AS pending'))
    expect(await evaluate(await sliOf('mine'))).toMatchObject({ pending: 6, total: 2 })
  })
})

describe('SQL that is wrong', () => {
  test.each([
    ['has a syntax error', '-- What it is for\nSELEKT 1', /mine\.sql:2: .*Syntax error/],
    ['reads a view that does not exist', sqlOver('counted_nothings'), /mine\.sql:3: .*counted_nothings/],
    [
      'reads a table that does not exist',
      sqlOver('counted_actions').replace(/FROM .*/, 'FROM nowhere'),
      /mine\.sql:3: .*nowhere/,
    ],
    [
      'lacks a column',
      sqlOver('counted_actions').replace('countIf(is_excluded) AS excluded', '1 AS one'),
      /mine\.sql:1: the column excluded is missing/,
    ],
    ['writes', 'INSERT INTO exclusions SELECT * FROM exclusions', /mine\.sql:1: INSERT is no SELECT/],
    ['drops a table', 'DROP TABLE exclusions', /mine\.sql:1: DROP is no SELECT/],
    [
      'hides a second statement',
      'SELECT 1);\nDROP TABLE slo_evaluations;\nSELECT (1',
      /mine\.sql:1: .*Syntax error/,
    ],
    [
      'has a second statement',
      `${sqlOver('counted_actions')};\nDROP TABLE slo_evaluations`,
      /mine\.sql:\d: .*Syntax error/,
    ],
    ['writes a file', "SELECT 1 INTO OUTFILE '/tmp/mine'", /mine\.sql:1: INTO OUTFILE writes a file/],
    [
      'has a column of another type',
      sqlOver('counted_actions').replace('count() AS good', "'many' AS good"),
      /mine\.sql:2: the column good is a String/,
    ],
    [
      'has a sketch of another kind',
      sqlOver('counted_actions', ', quantileState(latency_ms) AS sketch'),
      /the column sketch is a AggregateFunction/,
    ],
  ])('and %s is refused by name, and the others go on', async (_, sql, reason) => {
    await write('mine', 'action', sql)
    await write('other', 'action', sqlOver('counted_actions'))
    const { slis, problems } = await check()
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(join(folder, 'mine.sql'))
    expect(problems[0]).toMatch(reason)
    const names = slis.map(({ slo }) => slo.name)
    expect(names).toContain('other')
    expect(names).toContain('m03-action-success')
    expect(names).not.toContain('mine')
    expect(await measuring.store.rows('EXISTS TABLE slo_evaluations')).toEqual([{ result: 1 }])
  })
})
