/** What an indicator counts in a minute or an hour is the same in whatever range it is computed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Measuring, openMeasuring } from '../support/measuring.ts'
import { type Random, randomFrom } from '../support/traffic.ts'

const HOUR_S = 3600
const DAY_S = 24 * HOUR_S
const start_s = Math.floor(Date.now() / 1000 / DAY_S) * DAY_S - 8 * DAY_S
const end_s = start_s + 5 * DAY_S

const accounts = ['222222222222', '333333333333'] as const
const regions = ['eu-west-1', 'us-east-1'] as const

let measuring: Measuring

beforeAll(async () => {
  measuring = await openMeasuring()
  const random = randomFrom(7)
  await measuring.tell([...samples(random), ...trails(random)])
})

afterAll(() => measuring.close())

/** Samples at odd moments, some under the same name at once, with pauses of more than a day. */
function samples(random: Random): object[] {
  return Array.from({ length: 400 }, (_, index) => ({
    kind: 'quota_sample',
    event_id: `q${index}`,
    time: (start_s + random.below(2) * 3 * DAY_S + random.below(DAY_S)) * 1000,
    target_account: random.pick(accounts),
    region: random.pick(regions),
    service: 'ec2',
    quota: random.pick(['instances', 'addresses']),
    limit_value: random.pick([100, 100, 100, 0]),
    used_value: random.below(90),
  }))
}

/** Manifests of three hours in four, one trail retired and seen again, with files that come early, late, twice or never. */
function trails(random: Random): object[] {
  const events: object[] = []
  for (let hour_s = start_s; hour_s < end_s; hour_s += HOUR_S) {
    for (const target_account of accounts) {
      const region = random.pick(regions)
      const identity = `${target_account}-${hour_s}`
      const keys = Array.from({ length: random.below(4) }, (_, index) => `log-${identity}-${index}.json.gz`)
      const link = { target_account, region }
      if (random.below(4) > 0) {
        events.push({
          ...link,
          kind: 'trail_manifest',
          event_id: `digest-${identity}`,
          time: (hour_s + HOUR_S + random.below(20 * HOUR_S)) * 1000,
          period_start: hour_s * 1000,
          expected: random.pick([null, 2, 5]),
          log_files: keys.map((key) => ({ key, sha256: random.pick(['', 'ab'.repeat(32)]) })),
          previous_key: `digest-${target_account}-${hour_s - random.pick([1, 1, 30]) * HOUR_S}`,
          retired: random.below(30) === 0,
        })
      }
      for (const key of [...keys, `other-${identity}`]) {
        for (let attempt = random.below(3); attempt > 0; attempt -= 1) {
          events.push({
            ...link,
            kind: 'log_delivery',
            event_id: `${key}-${attempt}`,
            time: (hour_s - HOUR_S / 2 + random.below(random.pick([HOUR_S, 30 * HOUR_S]))) * 1000,
            log_type: random.pick(['cloudtrail', 'cloudtrail', 'vpcflowlogs']),
            object_key: `logs/${key}`,
            outcome: random.pick(['success', 'success', 'success', 'service_error', 'unknown']),
            sha256: random.pick(['', 'ab'.repeat(32), 'cd'.repeat(32)]),
          })
        }
      }
    }
  }
  return events
}

interface Counted {
  readonly start: number
  readonly target_account: string
}

/** The rows of an indicator, computed from each moment to the next. */
async function computed(name: string, moments: readonly number[]): Promise<Counted[]> {
  const { sql } = measuring.sli(name)
  const rows: Counted[] = []
  for (const [index, to] of moments.slice(1).entries()) {
    const range = { slo: name, from: moments[index] ?? 0, to }
    rows.push(
      ...(await measuring.store.rows<Counted>(
        `SELECT toUnixTimestamp(minute) AS start, * EXCEPT (minute, breakdown), CAST(mapSort(breakdown), 'String') AS parts
         FROM (${sql}) ORDER BY start, target_account`,
        range,
      )),
    )
  }
  return rows
}

/** Moments apart by a step. */
function cuts(from_s: number, to_s: number, step_s: number): number[] {
  return Array.from({ length: (to_s - from_s) / step_s + 1 }, (_, index) => from_s + index * step_s)
}

describe.each([
  ['a01-cloudtrail-completeness', HOUR_S],
  ['a03-quota-headroom', HOUR_S / 4],
  ['a06-log-delivery', HOUR_S],
])('%s', (name, least_s) => {
  let atOnce: Counted[]

  beforeAll(async () => {
    atOnce = await computed(name, [start_s, end_s])
    expect(atOnce.length).toBeGreaterThan(100)
  })

  test('counts the same at once and by the day', async () => {
    expect(await computed(name, cuts(start_s, end_s, DAY_S))).toEqual(atOnce)
  })

  test('counts the same in its smallest pieces', async () => {
    const from_s = start_s + 3 * DAY_S + 20 * HOUR_S
    const to_s = from_s + 12 * least_s
    const within = atOnce.filter(({ start }) => start >= from_s && start < to_s)
    expect(within.length).toBeGreaterThan(10)
    expect(await computed(name, cuts(from_s, to_s, least_s))).toEqual(within)
  })

  test('gives each account one row for a minute or an hour', () => {
    const keys = atOnce.map(({ start, target_account }) => `${start} ${target_account}`)
    expect(new Set(keys).size).toBe(keys.length)
  })
})
