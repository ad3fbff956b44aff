/** Exclusions: what they cover is neither good nor bad, at once, and as before when they are cancelled. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const m3 = 'm03-action-success'
const now = Date.now()
/** The beginning of an hour, yesterday. */
const time = Math.floor(now / 3_600_000 - 26) * 3_600_000

let measuring: Measuring

beforeAll(async () => {
  measuring = await openMeasuring()
  const link = { source_account: '111111111111', target_account: '222222222222', role: 'reader' }
  const action = { kind: 'action', outcome: 'success', ...link }
  await measuring.tell([
    { ...action, event_id: 'a1', time: time + 1000, outcome: 'auth_error', principal: 'test-robot' },
    { ...action, event_id: 'a2', time: time + 2000, role: 'writer' },
    { ...action, event_id: 'a3', time: time + 600_000 },
  ])
  await measuring.update(m3)
  // The marks of these inserts settle: what is computed from here on is the exclusions' doing.
  await new Promise((resolve) => setTimeout(resolve, 1100))
  await measuring.update(m3)
})

afterAll(() => measuring.close())

/** Of the first ten minutes, unless said. */
function exclusion(exclusion_id: string, scope: object): object {
  return {
    exclusion_id,
    reason_kind: 'maintenance',
    author: 'someone',
    reason: 'planned work',
    starts_at: new Date(time).toISOString(),
    ends_at: new Date(time + 600_000).toISOString(),
    created_at: new Date(now).toISOString(),
    ...scope,
  }
}

test.each([
  ['of everything', {}, { good: 1, total: 1, excluded: 2 }],
  ['of a test principal', { principal: 'test-%' }, { good: 2, total: 2, excluded: 1 }],
  ['of a role', { role: 'writer' }, { good: 1, total: 2, excluded: 1 }],
  ['of a source account', { account: '111111111111' }, { good: 1, total: 1, excluded: 2 }],
  ['of a target account', { account: '222222222222' }, { good: 1, total: 1, excluded: 2 }],
  ['of another account', { account: '999999999999' }, { good: 2, total: 3, excluded: 0 }],
  ['of this SLO', { slo: m3 }, { good: 1, total: 1, excluded: 2 }],
  ['of another SLO', { slo: 'm10-correlation-propagation' }, { good: 2, total: 3, excluded: 0 }],
  ['without end', { ends_at: '2199-01-01T00:00:00Z' }, { good: 0, total: 0, excluded: 3 }],
  ['since ever', { starts_at: '1970-01-02T00:00:00Z' }, { good: 1, total: 1, excluded: 2 }],
])(
  'an exclusion %s takes its events out, and gives them back when cancelled',
  async (name, scope, counted) => {
    const { store } = measuring
    await store.insertRows('exclusions', [exclusion(name, scope)])
    expect(await measuring.evaluate(m3, now)).toMatchObject(counted)
    const links = await measuring.evaluateLinks(m3, now)
    expect(links.reduce((sum, { excluded }) => sum + excluded, 0)).toBe(counted.excluded)

    await store.insertRows('exclusions', [
      { ...exclusion(name, scope), cancelled_at: new Date().toISOString() },
    ])
    expect(await measuring.evaluate(m3, now)).toMatchObject({ good: 2, total: 3, excluded: 0 })
  },
)
