/** The worked example of A10 in SLIS.md, by the way users take, and incidents that are graded anew or told late. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { lastMonth } from '../../support/months.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

// Every command opens the store anew, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

const slo = 'a10-incident-rate'
const target_account = '222222222222'
const start = lastMonth(10)
const at = lastMonth(20)
const MINUTE_MS = 60_000

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
beforeEach(() => path.empty())
afterAll(() => path.close())

let events = 0
/** What was told of an incident, so many minutes after noon of the 10th. */
function incident(incident_id: string, minutes: number, severity: string, columns: object = {}): object {
  events += 1
  const time = start + minutes * MINUTE_MS
  return { kind: 'incident', event_id: `e${events}`, time, target_account, incident_id, severity, ...columns }
}

test('severe incidents count once each: the first is allowed, the second is not', async () => {
  const opened_at = start
  const told = [
    incident('i1', 0, 'sev2', { opened_at }),
    incident('i1', 30, 'sev2', { opened_at, cause: 'the broker is down' }),
    incident('i1', 90, 'sev2', { opened_at, status: 'resolved', resolved_at: start + 90 * MINUTE_MS }),
    incident('i2', 10, 'sev3'),
  ]
  await path.tell([...told, ...told])
  const first = await path.report(slo, at)
  expect(first).toMatchObject({
    kind: 'count',
    objective: 1,
    status: 'met',
    total: 1,
    budget: { allowed: 1, consumed: 1, remaining_count: 0 },
  })
  expect(first.breakdown).toEqual({ sev1: 0, sev2: 1, sev3: 1, sev4: 0 })

  await path.tell([incident('i3', 120, 'sev1')])
  expect(await path.report(slo, at)).toMatchObject({
    status: 'breached',
    total: 2,
    budget: { allowed: 1, consumed: 2, remaining_count: -1 },
  })
})

test('the severity told last is the incident’s, in whatever order it is told', async () => {
  await path.tell([
    incident('graded down', 60, 'sev3'),
    incident('graded down', 0, 'sev1'),
    incident('graded up', 60, 'sev2'),
    incident('graded up', 0, 'sev4'),
  ])
  expect((await path.report(slo, at)).breakdown).toEqual({ sev1: 0, sev2: 1, sev3: 1, sev4: 0 })
})

test('an incident counts in the month in which it was opened, though it was told in the next', async () => {
  const nextMonth = lastMonth(32)
  const minutes = (nextMonth - start) / MINUTE_MS
  await path.tell([incident('i1', minutes, 'sev1', { opened_at: start }), incident('i2', minutes, 'sev1')])
  expect(await path.report(slo, at)).toMatchObject({ status: 'met', total: 1 })
  expect(await path.report(slo, nextMonth + 5 * MINUTE_MS)).toMatchObject({ status: 'met', total: 1 })
})

test('accounts are held apart, and an account’s incidents of one id are one', async () => {
  await path.tell([
    incident('i1', 0, 'sev1'),
    incident('i1', 5, 'sev1'),
    incident('i1', 0, 'sev1', { target_account: '333333333333' }),
  ])
  expect(await path.report(slo, at)).toMatchObject({ status: 'met', total: 2, budget: { consumed: 1 } })
})

test('an excluded incident is counted apart, and none at all is no data', async () => {
  expect(await path.report(slo, at)).toMatchObject({ status: 'no_data', total: 0 })
  await path.tell([incident('drill', 0, 'sev1')])
  await path.run(
    ...['exclusion', 'add', '--kind', 'maintenance', '--account', target_account, '--author', 'ann'],
    ...['--reason', 'game day', '--from', new Date(start - MINUTE_MS).toISOString()],
    ...['--to', new Date(start + MINUTE_MS).toISOString()],
  )
  expect(await path.report(slo, at)).toMatchObject({
    status: 'met',
    total: 0,
    excluded: 1,
    gross: { good: 0, total: 1 },
  })
})
