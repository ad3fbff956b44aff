/** Every query of every runbook, on a small simulated history: the engine takes it, and most find something. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Measuring, openMeasuring } from '../support/measuring.ts'
import { queryOf, readRunbooks } from '../support/runbooks.ts'
import { smallPlan, tellHistory } from '../support/simulated-history.ts'

const asked = readRunbooks().flatMap(({ name, commands }) =>
  commands.flatMap(queryOf).map((query, index) => [`${name}, query ${index + 1}`, query] as const),
)

/** The history ends now: the queries ask for the last hours. */
const to = Math.floor(Date.now() / 60_000) * 60_000

let measuring: Measuring
let filled = 0

beforeAll(async () => {
  measuring = await openMeasuring()
  await tellHistory(measuring, smallPlan(to))
})

afterAll(() => measuring.close())

describe('the engine takes', () => {
  test.each(asked)('%s', async (_name, query) => {
    const rows = await measuring.store.rows(query)
    if (rows.length > 0) filled += 1
    expect(rows).toBeInstanceOf(Array)
  })
})

test('they ask for what there is: more than half have an answer', () => {
  expect(asked.length).toBeGreaterThan(120)
  expect(filled / asked.length).toBeGreaterThan(0.5)
})
