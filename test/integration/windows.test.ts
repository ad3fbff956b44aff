/** What an evaluation counts in its windows is what a plain count of the events gives, wherever they begin and end. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkOf, type Measuring, openMeasuring } from '../support/measuring.ts'
import { randomFrom } from '../support/traffic.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const m3 = 'm03-action-success'
const now = Date.now()
const thisMinute = Math.floor(now / MINUTE_MS) * MINUTE_MS

/** Actions of the last two weeks, many of them of the last two hours, on three links. */
const random = randomFrom(7)
const target = (index: number) => `22222222222${index}`
const actions = Array.from({ length: 400 }, (_, index) => ({
  kind: 'action',
  event_id: `a${index}`,
  time: thisMinute - random.below(index < 150 ? 100 : 20_000) * MINUTE_MS - random.below(MINUTE_MS),
  outcome: random.pick(['success', 'auth_error']),
  source_account: '111111111111',
  target_account: target(random.below(3)),
  role: 'reader',
}))

function count(from: number, to: number, of: (event: { target_account: string }) => boolean = () => true) {
  const inside = actions.filter((event) => event.time >= from && event.time < to && of(event))
  return { good: inside.filter(({ outcome }) => outcome === 'success').length, total: inside.length }
}

let measuring: Measuring

beforeAll(async () => {
  measuring = await openMeasuring()
  await measuring.tell(actions)
  await measuring.update(m3)
})

afterAll(() => measuring.close())

test('of an evaluation', async () => {
  const evaluation = await measuring.evaluate(m3, now)
  expect(evaluation).toMatchObject(count(thisMinute - 30 * DAY_MS, thisMinute))
  const seconds = {
    '5m': 300,
    '30m': 1800,
    '1h': 3600,
    '2h': 7200,
    '6h': 21_600,
    '1d': 86_400,
    '3d': 259_200,
  }
  expect(Object.keys(evaluation.windows)).toEqual(Object.keys(seconds))
  for (const [name, length] of Object.entries(seconds)) {
    expect(evaluation.windows[name], name).toEqual(count(thisMinute - length * 1000, thisMinute))
  }
})

test('that end at any minute of the past', async () => {
  for (let round = 0; round < 12; round += 1) {
    const at = thisMinute - random.below(10_000) * MINUTE_MS
    const evaluation = await measuring.evaluate(m3, at)
    expect(evaluation).toMatchObject(count(at - 30 * DAY_MS, at))
    for (const [name, length] of Object.entries({ '5m': 300, '1h': 3600, '6h': 21_600, '1d': 86_400 })) {
      expect(evaluation.windows[name], `${name} up to ${new Date(at).toISOString()}`).toEqual(
        count(at - length * 1000, at),
      )
    }
  }
})

test('of links, from the full hour where they begin long ago', async () => {
  const from = Math.floor((thisMinute - 30 * DAY_MS) / HOUR_MS) * HOUR_MS
  const links = await measuring.evaluateLinks(m3, now)
  expect(links.map(linkOf)).toEqual([0, 1, 2].map((index) => `111111111111/reader/${target(index)}`))
  for (const [index, link] of links.entries()) {
    const ofLink = ({ target_account }: { target_account: string }) => target_account === target(index)
    expect(link).toMatchObject(count(from, thisMinute, ofLink))
    const hour = count(thisMinute - HOUR_MS, thisMinute, ofLink)
    // M3 allows 0.5 % bad.
    expect(link.burn_rate_1h).toBeCloseTo((hour.total - hour.good) / hour.total / 0.005, 6)
  }
})

test('of links, by full hours where they end long ago', async () => {
  const at = thisMinute - 5 * DAY_MS
  const hour = Math.floor(at / HOUR_MS) * HOUR_MS
  const links = await measuring.evaluateLinks(m3, at)
  const total = links.reduce((sum, link) => sum + link.total, 0)
  expect(total).toBe(count(hour - 30 * DAY_MS, hour).total)
})

test('of nothing, where nothing happened', async () => {
  const evaluation = await measuring.evaluate(m3, now - 100 * DAY_MS)
  expect(evaluation).toMatchObject({
    status: 'no_data',
    good: 0,
    total: 0,
    ratio: null,
    burn_rate: { '1h': null },
  })
  expect(evaluation.budget).toMatchObject({ remaining_ratio: null, exhausted_at: null, exhausts_at: null })
  expect(await measuring.evaluateLinks(m3, now - 100 * DAY_MS)).toEqual([])
})
