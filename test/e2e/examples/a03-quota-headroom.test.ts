/** The worked example of A3 in SLIS.md, by the way users take, and samples that come late, twice or no more. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'a03-quota-headroom'
const MINUTE_MS = 60_000
const start = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 60 * 3_600_000
const target_account = '222222222222'

// Every command opens the store anew.
vi.setConfig({ testTimeout: 180_000 })

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
beforeEach(() => path.empty())
afterAll(() => path.close())

let samples = 0
/** A sample taken so many minutes after the start. */
function sample(minute: number, used_value: number, columns: object = {}): object {
  samples += 1
  return {
    kind: 'quota_sample',
    event_id: `sample ${samples}`,
    time: start + minute * MINUTE_MS,
    target_account,
    region: 'eu-west-1',
    service: 'ec2',
    quota: 'instances',
    limit_value: 100,
    used_value,
    ...columns,
  }
}

function after(minutes: number) {
  return path.report(slo, start + minutes * MINUTE_MS)
}

test('a sample holds until the next, and a limit of 0 is none', async () => {
  await path.tell([sample(0, 79), sample(0, 0, { quota: 'none', limit_value: 0 }), sample(10, 81)])
  expect(await after(20)).toMatchObject({
    good: 10,
    total: 20,
    ratio: 0.5,
    breakdown: { 'ec2/instances': 10 },
  })
})

test('repeats change nothing, and a sample that comes late changes what follows it', async () => {
  const told = [sample(0, 79), sample(30, 79)]
  await path.tell(told)
  await path.tell(told)
  expect(await after(60)).toMatchObject({ good: 60, total: 60 })
  await path.tell([sample(10, 95)])
  expect(await after(60)).toMatchObject({ good: 40, total: 60, breakdown: { 'ec2/instances': 20 } })
})

test('excluded minutes are neither, also where no sample lies in them', async () => {
  await path.tell([sample(0, 79), sample(10, 81)])
  const moment = (minute: number) => new Date(start + minute * MINUTE_MS).toISOString()
  const who = ['--author', 'ann', '--reason', 'load test']
  const window = ['--account', target_account, '--from', moment(5), '--to', moment(15)]
  await path.run('exclusion', 'add', '--kind', 'maintenance', ...window, ...who)
  expect(await after(20)).toMatchObject({
    good: 5,
    total: 10,
    excluded: 10,
    gross: { good: 10, total: 20 },
    breakdown: { 'ec2/instances': 5 },
  })
})

test('the lowest headroom of each quota is there for analysts', async () => {
  await path.tell([sample(0, 75), sample(10, 110), sample(20, 110), sample(30, 20)])
  const printed = await path.run('sql', 'SELECT * FROM quota_headroom', '--format', 'JSONEachRow')
  expect(JSON.parse(printed)).toEqual({
    account: target_account,
    region: 'eu-west-1',
    service: 'ec2',
    quota: 'instances',
    limit_value: 100,
    used_value: 110,
    headroom_ratio: -0.1,
    sampled_at: new Date(start + 20 * MINUTE_MS).toISOString(),
  })
})
