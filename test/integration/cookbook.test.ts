/** Every query of docs/sql-cookbook.md, on a simulated history that knows the answer. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluateAndKeep } from '../../src/jobs/evaluate.ts'
import { simulate } from '../../src/simulator/simulate.ts'
import { audit } from '../support/cookbook/audit.ts'
import { costs } from '../support/cookbook/costs.ts'
import { evaluated, reliability } from '../support/cookbook/reliability.ts'
import { security } from '../support/cookbook/security.ts'
import { type Answers, type Row, type Told, toldBy } from '../support/cookbook/told.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const page = readFileSync(new URL('../../docs/sql-cookbook.md', import.meta.url), 'utf8')

/** Question and query. */
const recipes = [...page.matchAll(/^### (.+)\n\n[^`]+\n\n```sql\n([^`]+)```$/gm)].map(
  ([, question = '', query = '']) => ({ question, query }),
)

const answers: Answers = { ...security, ...reliability, ...costs, ...audit }

/** What the simulation's own truth counts: how many rows there must be (of bills: days of accounts). */
const counts: Readonly<Record<string, (told: Told) => number>> = {
  'Which revocations did not hold?': ({ truth }) =>
    truth.slos['m04-time-to-revoke'].breakdown['still_allowed'] ?? 0,
  'Which policy changes locked somebody out?': ({ truth }) => truth.slos['m08-permission-drift'].total,
  'Which service suddenly costs more?': ({ truth }) => {
    const { good, total } = truth.between('a04-billing-anomaly', Date.UTC(2026, 7, 21), to)
    return total - good
  },
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Now, for the queries: the same traffic each time, whenever the test runs. */
const to = Date.UTC(2026, 8, 20, 10)
const from = to - 6 * DAY_MS

let measuring: Measuring
let told: Told

beforeAll(async () => {
  measuring = await openMeasuring()
  const simulation = simulate({
    seed: 11,
    from,
    to,
    links: 40,
    events_target: 30_000,
    duplicate_ratio: 0.05,
    rates: { token_revoked: 0.03, policy_changed: 0.1, quota_low: 0.1 },
    failures: [
      { failure: 'F2', from: from + 30 * HOUR_MS, to: from + 34 * HOUR_MS },
      { failure: 'F3', from: from + 48 * HOUR_MS, to: from + 58 * HOUR_MS },
      { failure: 'F6', from: from + 50 * HOUR_MS, to: from + 54 * HOUR_MS },
      { failure: 'F7', from: from + 60 * HOUR_MS, to: from + 70 * HOUR_MS },
    ],
  })
  const records = [...simulation.messages()].map(({ value }) => JSON.parse(value.toString()) as object)
  for (let first = 0; first < records.length; first += 5_000) {
    await measuring.tell(records.slice(first, first + 5_000))
  }
  told = toldBy(simulation, to)
  // What was evaluated long ago is forgotten, and one day this moment is.
  for (const table of ['slo_evaluations', 'slo_link_status']) {
    await measuring.store.run(`ALTER TABLE ${table} REMOVE TTL`)
  }
  for (const slo of evaluated) await measuring.update(slo)
  await evaluateAndKeep(
    measuring.store,
    evaluated.map((slo) => measuring.sli(slo)),
    to / 1000,
  )
})

afterAll(() => measuring.close())

test('the cookbook answers at least twenty questions, each of them checked', () => {
  const questions = recipes.map(({ question }) => question)
  expect(questions.length).toBeGreaterThanOrEqual(20)
  expect(questions.length).toBe(page.match(/^### /gm)?.length)
  const checked = [...Object.keys(answers), ...Object.keys(counts), 'Which links are the riskiest, and why?']
  expect(questions.toSorted()).toEqual(checked.toSorted())
})

describe.each(recipes)('$question', ({ question, query }) => {
  const answer = answers[question]
  const count = counts[question]

  test.runIf(answer)('has the rows that the messages say', async () => {
    const rows = sorted(await ask(query))
    const expected = sorted(answer?.(told) ?? [])
    expect(expected.length).toBeGreaterThan(0)
    expect(rows).toEqual(expected)
  })

  test.runIf(count)('has as many rows as the simulation knows of', async () => {
    const expected = count?.(told) ?? 0
    expect(expected).toBeGreaterThan(0)
    const things = (await ask(query)).map(({ day, account, ...rest }) =>
      JSON.stringify([day, account, day ? '' : rest]),
    )
    expect(new Set(things).size).toBe(expected)
  })
})

test('the riskiest links come first, and each score is the sum of its parts', async () => {
  const query =
    recipes.find(({ question }) => question.startsWith('Which links are the riskiest'))?.query ?? ''
  const rows = await ask(query)
  const scores = rows.map((row) => Number(row['risk_score']))
  expect(scores).toEqual(scores.toSorted((one, other) => other - one))
  const sums = rows.map((row) => Object.values(row['risk_parts'] as Record<string, number>))
  expect(sums.map((parts) => parts.reduce((sum, part) => sum + part, 0))).toEqual(scores)
  expect(scores[0]).toBeGreaterThan(50)
})

function ask(query: string): Promise<Row[]> {
  const now = new Date(to).toISOString().slice(0, 19).replace('T', ' ')
  const dated = query
    .replaceAll('now()', `toDateTime('${now}')`)
    .replaceAll('today()', `toDate('${now.slice(0, 10)}')`)
  return measuring.store.rows(dated.replaceAll('222222222222', told.account))
}

/** Rows in an order of their own, columns by name. */
function sorted(rows: readonly Row[]): Row[] {
  const text = (row: Row) => JSON.stringify(Object.entries(row).sort())
  return rows.toSorted((one, other) => (text(one) < text(other) ? -1 : 1))
}
