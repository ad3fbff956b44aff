/** What a backtest knows of a moment is what an evaluation of that moment holds: for every SLO there is. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSloFiles } from '../../src/commands/slo-files.ts'
import { readEvidence } from '../../src/jobs/backtest/evidence.ts'
import { evaluateSlos } from '../../src/jobs/evaluation.ts'
import { updateTiers } from '../../src/jobs/tiers.ts'
import { rolledTo } from '../../src/jobs/window-counts.ts'
import { roughRates } from '../../src/simulator/rates.ts'
import { history } from '../../src/simulator/simulate.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'
import { randomFrom } from '../support/traffic.ts'

const HOUR_S = 3_600
const END_S = Math.floor(Date.now() / 60_000) * 60
const BEGIN_S = END_S - 8 * 24 * HOUR_S
const names = readSloFiles([]).slos.map(({ slo }) => slo.name)

let measuring: Measuring

beforeAll(async () => {
  measuring = await openMeasuring()
  const plan = {
    seed: 3,
    from: BEGIN_S * 1000,
    to: END_S * 1000,
    links: 12,
    events_target: 40_000,
    rates: roughRates,
  }
  await measuring.tell([...history(plan)].map(({ value }) => JSON.parse(value.toString()) as object))
  const { failures } = await updateTiers(measuring.store, names.map(measuring.sli))
  expect([...failures]).toEqual([])
})
afterAll(() => measuring.close())

/** The first ones lie days back, where links are known by the hour; the last one is beyond what was told. */
const random = randomFrom(11)
const moments = [
  ...Array.from({ length: 12 }, () => BEGIN_S + HOUR_S + random.below(END_S - BEGIN_S - HOUR_S)),
  END_S + 2 * HOUR_S,
].sort((one, other) => one - other)

test.each(names)('%s', async (name) => {
  const { store } = measuring
  const sli = measuring.sli(name)
  const span = { from_s: moments[0] ?? 0, to_s: moments.at(-1) ?? 0 }
  const [last] = await evaluateSlos(store, [sli], span.to_s)
  if (last === undefined) throw new Error('nothing was evaluated')
  const now_s = (await rolledTo(store, [name])).get(name)?.now_s ?? 0
  const evidenceAt = await readEvidence(store, sli.slo, { counted: name, span, last: last.evaluation, now_s })
  for (const at_s of moments) {
    const [evaluated] = await evaluateSlos(store, [sli], at_s)
    if (evaluated === undefined) throw new Error('nothing was evaluated')
    const { status, good, total, ratio, windows, budget, input } = evaluated.evaluation
    const { allowed, consumed } = budget
    expect(evidenceAt(at_s), new Date(at_s * 1000).toISOString()).toMatchObject({
      ...{ status, good, total, ratio, windows },
      budget: { allowed, consumed },
      input: { complete: input.complete, waiting: input.waiting },
    })
  }
})
