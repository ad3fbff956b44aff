/** The evaluation job keeps what its alerts did: each change once, with its reason, through silence and exclusions. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { evaluateAndKeep } from '../../src/jobs/evaluate.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const MINUTE_MS = 60_000
const m3 = 'm03-action-success'
const link = { source_account: '111111111111', target_account: '222222222222', role: 'reader' }

let measuring: Measuring
let events = 0

beforeAll(async () => {
  measuring = await openMeasuring()
})
beforeEach(() => measuring.empty())
afterAll(() => measuring.close())

/** Ten actions of each minute of the last hour before a moment, all with one outcome. */
function hourOf(outcome: string, to_ms: number, minutes = 60): object[] {
  return Array.from({ length: minutes * 10 }, (_, index) => {
    events += 1
    const time = to_ms - (1 + Math.floor(index / 10)) * MINUTE_MS + (index % 10) * 1_000
    return { kind: 'action', event_id: `a${events}`, time, outcome, ...link }
  })
}

async function run(at_ms: number): Promise<void> {
  await measuring.update(m3)
  await evaluateAndKeep(measuring.store, [measuring.sli(m3)], at_ms / 1000)
}

interface Kept {
  readonly alert: string
  readonly state: string
  readonly firing: boolean
  readonly reason: string
}

function kept(alert: string): Promise<Kept[]> {
  return measuring.store.rows<Kept>(
    'SELECT alert, state, firing, reason FROM slo_alerts WHERE alert = {alert:String} ORDER BY decided_at',
    { alert },
  )
}

const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS

test('a change is kept with its reason, a state that lasts is not kept again', async () => {
  await measuring.tell([...hourOf('success', now), ...hourOf('auth_error', now, 20)])
  await run(now)
  await run(now + 15_000)
  expect(await kept('page-fast-burn')).toEqual([
    {
      alert: 'page-fast-burn',
      state: 'firing',
      firing: true,
      // 200 of 800: a quarter, where 0.5 % may be bad; of the last five minutes half.
      reason: 'burns 50 times too fast over 1 h and 100 times over 5 min: 200 of 800 bad; allowed 14.4.',
    },
  ])
})

test('the end is kept, too, once good events say so', async () => {
  await measuring.tell([
    ...hourOf('success', now - 20 * MINUTE_MS, 40),
    ...hourOf('auth_error', now - 10 * MINUTE_MS, 10),
  ])
  await run(now - 10 * MINUTE_MS)
  // Ten minutes of nothing: no reason to end.
  await run(now)
  await measuring.tell(hourOf('success', now + MINUTE_MS, 6))
  await run(now + MINUTE_MS)
  expect((await kept('page-fast-burn')).map(({ state, firing }) => [state, firing])).toEqual([
    ['firing', true],
    ['frozen', true],
    ['quiet', false],
  ])
})

async function exclude(from_ms: number): Promise<void> {
  await measuring.store.insertRows('exclusions', [
    {
      exclusion_id: 'maintenance',
      reason_kind: 'maintenance',
      account: link.target_account,
      author: 'someone',
      reason: 'A planned change',
      created_at: new Date(from_ms).toISOString(),
      starts_at: new Date(from_ms).toISOString(),
      ends_at: new Date(now + 120 * MINUTE_MS).toISOString(),
    },
  ])
}

test('what an exclusion covers alerts nobody', async () => {
  await exclude(now - 120 * MINUTE_MS)
  await measuring.tell(hourOf('auth_error', now))
  await run(now)
  expect((await kept('page-fast-burn')).map(({ state, firing }) => [state, firing])).toEqual([
    ['no_data', false],
  ])
})

test('an exclusion that begins during an outage ends its alert, though all that comes is excluded', async () => {
  await measuring.tell(hourOf('auth_error', now - 10 * MINUTE_MS, 20))
  await run(now - 10 * MINUTE_MS)
  await exclude(now - 10 * MINUTE_MS)
  await measuring.tell(hourOf('auth_error', now, 10))
  await run(now)
  expect((await kept('page-fast-burn')).map(({ state, firing }) => [state, firing])).toEqual([
    ['firing', true],
    ['quiet', false],
  ])
})
