/** The worked example of A6 in SLIS.md, by the way users take: attempts that fail, come late or twice, and silence. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'a06-log-delivery'
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const start = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 60 * HOUR_MS
const target_account = '222222222222'

// Every command opens the store anew.
vi.setConfig({ testTimeout: 180_000 })

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
beforeEach(() => path.empty())
afterAll(() => path.close())

let attempts = 0
/** An attempt so many minutes after the start. */
function attempt(minute: number, object_key: string, outcome: string, columns: object = {}): object {
  attempts += 1
  const time = start + minute * MINUTE_MS
  return {
    kind: 'log_delivery',
    event_id: `attempt ${attempts}`,
    time,
    target_account,
    log_type: 'cloudtrail',
    object_key,
    outcome,
    ...columns,
  }
}

/** What is reported once the first so many hours have matured. */
function after(hours: number) {
  return path.report(slo, start + hours * HOUR_MS + 15 * MINUTE_MS)
}

const threeKeys = [
  attempt(1, 'k1', 'success'),
  attempt(2, 'k2', 'service_error'),
  attempt(22, 'k2', 'success'),
  attempt(3, 'k3', 'auth_error'),
]

test('a key delivered within its hour is delivered, and a silent hour lacks one', async () => {
  await path.tell(threeKeys)
  expect(await after(1)).toMatchObject({
    good: 2,
    total: 3,
    breakdown: { attempts: 4, failed_attempts: 2, silent_hours: 0, 'undelivered/cloudtrail': 1 },
  })
  expect(await after(2)).toMatchObject({
    good: 2,
    total: 4,
    breakdown: { attempts: 4, failed_attempts: 2, silent_hours: 1, 'undelivered/cloudtrail': 2 },
  })
})

test('repeats change nothing, and an attempt told late ends the silence', async () => {
  await path.tell(threeKeys)
  await path.tell(threeKeys)
  expect(await after(3)).toMatchObject({ good: 2, total: 5, breakdown: { attempts: 4, silent_hours: 2 } })
  await path.tell([attempt(90, 'k4', 'success'), attempt(50, 'k3', 'success')])
  expect(await after(3)).toMatchObject({ good: 4, total: 5, breakdown: { attempts: 6, silent_hours: 1 } })
})

test('excluded hours are neither, silent ones too', async () => {
  await path.tell(threeKeys)
  const hours = ['--from', new Date(start).toISOString(), '--to', new Date(start + 2 * HOUR_MS).toISOString()]
  const who = ['--author', 'ann', '--reason', 'bucket moved']
  await path.run('exclusion', 'add', '--kind', 'maintenance', '--account', target_account, ...hours, ...who)
  expect(await after(3)).toMatchObject({ good: 0, total: 1, excluded: 4, gross: { good: 2, total: 5 } })
})
