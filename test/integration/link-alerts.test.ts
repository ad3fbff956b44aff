/** Alerts of single links: which links burn is found in the database, and changes are kept as the one function decides. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { raiseLinkAlerts } from '../../src/jobs/link-alerts.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const MINUTE_MS = 60_000
const m3 = 'm03-action-success'
const burning = { source_account: '111111111111', target_account: '222222222222', role: 'reader' }
const healthy = { source_account: '111111111111', target_account: '333333333333', role: 'reader' }

let measuring: Measuring
let events = 0

beforeAll(async () => {
  measuring = await openMeasuring()
})
beforeEach(() => measuring.empty())
afterAll(() => measuring.close())

/** Ten actions of each of the last minutes before a moment. */
function actions(link: object, outcome: string, to_ms: number, minutes: number): object[] {
  return Array.from({ length: minutes * 10 }, (_, index) => {
    events += 1
    const time = to_ms - (1 + Math.floor(index / 10)) * MINUTE_MS + (index % 10) * 1_000
    return { kind: 'action', event_id: `a${events}`, time, outcome, ...link }
  })
}

async function run(at_ms: number): Promise<number> {
  await measuring.update(m3)
  return raiseLinkAlerts(measuring.store, [measuring.sli(m3)], at_ms / 1000)
}

interface Raised {
  readonly alert: string
  readonly subject: string
  readonly severity: string
  readonly firing: boolean
  readonly reason: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

function raised(severity: 'page' | 'ticket' = 'page'): Promise<Raised[]> {
  return measuring.store.rows<Raised>(
    `SELECT alert, subject, severity, firing, reason, labels, annotations FROM raised_alerts
     WHERE severity = {severity:String} ORDER BY decided_at, subject`,
    { severity },
  )
}

const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS

test('the link that burns is raised once, with owner, numbers and runbook; the healthy one is not', async () => {
  await measuring.tell([
    ...actions(burning, 'success', now, 60),
    ...actions(burning, 'auth_error', now, 20),
    ...actions(healthy, 'success', now, 60),
  ])
  await run(now)
  expect(await run(now + 15_000)).toBe(0)
  const [page, ...more] = await raised()
  expect(more).toEqual([])
  expect(page).toMatchObject({
    alert: 'LinkBudgetBurns',
    subject: `${m3} page 111111111111/reader/222222222222`,
    firing: true,
    reason: 'burns 50 times too fast over 1 h and 100 times over 5 min: 200 of 800 bad; allowed 14.4.',
    labels: { slo: m3, tier: 'link', ...burning },
  })
  expect(page?.labels['owner']).toBe(measuring.sli(m3).slo.owner)
  expect(page?.annotations['summary']).toContain('111111111111 as reader in 222222222222: burns 50 times')
  expect(page?.annotations['runbook_url']).toBe(measuring.sli(m3).slo.runbook)
  expect((await raised('ticket')).map(({ firing }) => firing)).toEqual([true])
})

test('windows that reach into rolled-up hours count each event once', async () => {
  // Half a day of hours, then minutes: one bad of ten for 12 hours is 20 times what 0.5 % allows.
  const hours = 12
  await measuring.tell([
    ...actions(burning, 'success', now, hours * 60),
    ...actions(burning, 'auth_error', now, hours * 60),
  ])
  await run(now)
  const [ticket] = await raised('ticket')
  expect(ticket?.reason).toContain(`7,200 of 14,400 bad`)
})

test('it ends once good events say so, with the labels that it began with', async () => {
  await measuring.tell(actions(burning, 'auth_error', now - 10 * MINUTE_MS, 10))
  await run(now - 10 * MINUTE_MS)
  // Ten minutes of nothing: no reason to end.
  expect(await run(now)).toBe(0)
  await measuring.tell(actions(burning, 'success', now + 40 * MINUTE_MS, 45))
  await run(now + 40 * MINUTE_MS)
  const rows = await raised()
  expect(rows.map(({ firing }) => firing)).toEqual([true, false])
  expect(rows[1]?.labels).toEqual(rows[0]?.labels)
})

test('while the input is silent, it stays', async () => {
  await measuring.tell(actions(burning, 'auth_error', now - 120 * MINUTE_MS, 30))
  await run(now - 120 * MINUTE_MS)
  // Two hours later the windows hold nothing bad: were the input known to be alive, this would be the end.
  expect(await run(now)).toBe(0)
  expect((await raised()).map(({ firing }) => firing)).toEqual([true])
})

test('a link that an exclusion covers alerts nobody', async () => {
  await measuring.store.insertRows('exclusions', [
    {
      exclusion_id: 'maintenance',
      reason_kind: 'maintenance',
      account: burning.target_account,
      author: 'someone',
      reason: 'A planned change',
      created_at: new Date(now - 120 * MINUTE_MS).toISOString(),
      starts_at: new Date(now - 120 * MINUTE_MS).toISOString(),
      ends_at: new Date(now + 120 * MINUTE_MS).toISOString(),
    },
  ])
  await measuring.tell(actions(burning, 'auth_error', now, 30))
  expect(await run(now)).toBe(0)
})

test('four bad events are too few, even where all are bad', async () => {
  await measuring.tell(actions(burning, 'auth_error', now, 1).slice(0, 4))
  expect(await run(now)).toBe(0)
})
