/** Which links are looked at: held against counting every minute by hand, over random links whose minutes were computed again and again. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BurningLink, burningLinks } from '../../src/jobs/burning-links.ts'
import { alignDown, HOUR_S, MINUTE_S } from '../../src/jobs/ranges.ts'
import { alertWindows, appliedPolicies } from '../../src/slo/windows.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const m3 = 'm03-action-success'
const LINKS = 60
/** A base of bad events and how bad the last minutes, hours or days are: what each kind of policy is there to find. */
const KINDS = [
  { base: 0, burst: 0, burst_s: 0 },
  { base: 0.002, burst: 0, burst_s: 0 },
  { base: 0.006, burst: 0, burst_s: 0 },
  { base: 0.001, burst: 0.3, burst_s: 40 * MINUTE_S },
  { base: 0.001, burst: 0.04, burst_s: 5 * HOUR_S },
  { base: 0, burst: 0.02, burst_s: 30 * HOUR_S },
]

let measuring: Measuring
beforeAll(async () => {
  measuring = await openMeasuring()
})
afterAll(() => measuring.close())

interface Row {
  readonly link: number
  readonly at_s: number
  readonly good: number
  readonly total: number
}

/** The same numbers in every run (a linear congruential generator, the constants of Numerical Recipes). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function minutesOf(end_s: number, random: () => number): Row[] {
  return Array.from({ length: LINKS }, (_, link) => link).flatMap((link) => {
    const { base, burst, burst_s } = KINDS[link % KINDS.length] ?? { base: 0, burst: 0, burst_s: 0 }
    const rows: Row[] = []
    for (let at_s = end_s - 73 * HOUR_S; at_s < end_s; at_s += MINUTE_S) {
      if (random() > 0.15) continue
      const total = 1 + Math.floor(random() * 20)
      const share = at_s >= end_s - burst_s ? burst : base
      const bad = Array.from({ length: total }, random).filter((one) => one < share).length
      rows.push({ link, at_s, good: total - bad, total })
    }
    return rows
  })
}

function hoursOf(minutes: readonly Row[]): Row[] {
  const hours = new Map<string, Row>()
  for (const { link, at_s, good, total } of minutes) {
    const hour_s = alignDown(at_s, HOUR_S)
    const before = hours.get(`${link} ${hour_s}`) ?? { good: 0, total: 0 }
    hours.set(`${link} ${hour_s}`, {
      ...{ link, at_s: hour_s },
      ...{ good: before.good + good, total: before.total + total },
    })
  }
  return [...hours.values()]
}

/** Older computations know fewer events, and more of them bad. */
function olderOf(rows: readonly Row[], random: () => number): Row[] {
  return rows
    .filter(() => random() < 0.3)
    .map((row) => ({ ...row, good: Math.floor(row.good * random()), total: Math.ceil(row.total * 0.9) }))
    .map((row) => ({ ...row, good: Math.min(row.good, row.total) }))
}

const linkOf = (link: number) => ({
  source_account: `${100_000_000_000 + (link % 7)}`,
  target_account: `${200_000_000_000 + Math.floor(link / 3)}`,
  role: `role-${link % 3}`,
})

const iso = (at_s: number) => new Date(at_s * 1000).toISOString()

function asRows(rows: readonly Row[], column: 'minute' | 'hour', version_s: number): object[] {
  return rows.map(({ link, at_s, good, total }) => ({
    ...{ slo: m3, [column]: at_s, ...linkOf(link), good, total },
    ...{ excluded: total % 3, version: iso(version_s) },
  }))
}

test.each([
  ['in the middle of an hour, the one before not rolled up', 17, 1],
  ['in the middle of an hour', 37, 0],
  ['on the hour', 0, 0],
])('the windows and links are those that counting minute by minute gives: %s', async (_, minute, behind) => {
  await measuring.empty()
  const random = createRandom(4_711 + minute)
  const to_s = alignDown(Date.now() / 1000, HOUR_S) - HOUR_S + minute * MINUTE_S
  const rolled_s = alignDown(to_s, HOUR_S) - behind * HOUR_S
  const minutes = minutesOf(to_s, random)
  const hours = hoursOf(minutes.filter(({ at_s }) => at_s < rolled_s))
  const { store } = measuring
  // The newest first: it stays, whichever was written last.
  await store.insertRows('slo_links_minute', asRows(minutes, 'minute', to_s))
  await store.insertRows('slo_links_hour', asRows(hours, 'hour', to_s))
  await store.insertRows('slo_links_minute', asRows(olderOf(minutes, random), 'minute', to_s - 60))
  await store.insertRows('slo_links_hour', asRows(olderOf(hours, random), 'hour', to_s - 60))
  // A link that is quiet, and was not.
  await store.insertRows('raised_alerts', [
    {
      ...{ origin: 'link', alert: 'LinkBudgetBurns', subject: `${m3} page quiet`, severity: 'page' },
      ...{ decided_at: iso(to_s - 600), firing: true, since: iso(to_s - 600), reason: '', labels: linkOf(0) },
    },
  ])

  const { slo } = measuring.sli(m3)
  const windows = alertWindows(slo)
  const counted = new Map(
    Array.from({ length: LINKS }, (__, link) => {
      const own = minutes.filter((row) => row.link === link)
      const sums = windows.map(({ seconds }) => {
        const inside = own.filter(({ at_s }) => at_s >= to_s - seconds)
        const sum = (of: (row: Row) => number) => inside.reduce((all, row) => all + of(row), 0)
        return { good: sum(({ good }) => good), total: sum(({ total }) => total) }
      })
      return [link, sums] as const
    }),
  )
  const burns = (link: number) =>
    appliedPolicies(slo).some(({ long_s, factor, minimum_bad }) => {
      const place = windows.findIndex(({ seconds }) => seconds === long_s)
      const { good, total } = counted.get(link)?.[place] ?? { good: 0, total: 0 }
      return total - good >= minimum_bad && (total - good) / total >= factor * (1 - slo.objective)
    })
  const expected = [...counted.keys()].filter((link) => link === 0 || burns(link))
  const key = ({
    source_account,
    role,
    target_account,
  }: Omit<BurningLink, 'goods'> | ReturnType<typeof linkOf>) => `${target_account} ${source_account} ${role}`

  const found = await burningLinks(store, slo, windows, { to_s, rolled_s })
  expect(found.map(key)).toEqual(expected.map((link) => key(linkOf(link))).toSorted())
  expect(expected.length).toBeGreaterThan(LINKS / 6)
  expect(expected.length).toBeLessThan(LINKS)
  for (const link of expected) {
    const row = found.find((one) => key(one) === key(linkOf(link)))
    expect(row?.goods).toEqual(counted.get(link)?.map(({ good }) => good))
    expect(row?.totals).toEqual(counted.get(link)?.map(({ total }) => total))
  }
})
