/** `slo explain`, read by someone who was just woken: what was decided then, and what is known now. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { readSloFiles } from '../../src/commands/slo-files.ts'
import { evaluateAndKeep } from '../../src/jobs/evaluate.ts'
import { checkSlis } from '../../src/jobs/sli.ts'
import { updateTiers } from '../../src/jobs/tiers.ts'
import { openPublicPath, type PublicPath } from '../support/public-path.ts'

const MINUTE_MS = 60_000
const m3 = 'm03-action-success'
const at_ms = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 2 * MINUTE_MS
const at = new Date(at_ms).toISOString()
const link = { source_account: '111111111111', target_account: '222222222222', role: 'reader' }

let path: PublicPath
let events = 0

/** Ten actions a minute before the moment. */
function hourOf(outcome: string, minutes: number, error_type = ''): object[] {
  return Array.from({ length: minutes * 10 }, (_, index) => {
    events += 1
    const time = at_ms - (1 + Math.floor(index / 10)) * MINUTE_MS + (index % 10) * 1_000
    return { kind: 'action', event_id: `a${events}`, time, outcome, error_type, ...link }
  })
}

beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

test('the first line says that it fires and why; then the numbers', async () => {
  await path.tell([...hourOf('success', 60), ...hourOf('auth_error', 20, 'token_expired')])
  await evaluateThen()
  const printed = await path.run('slo', 'explain', m3, '--at', at)
  const [first] = printed.split('\n')
  // 200 of 800: a quarter, where 0.5 % may be bad; of the last five minutes half.
  expect(first).toMatch(
    /^m03-action-success is FIRING, page: page-fast-burn \(and \d more\) burns 50 times too fast over 1 h and 100 times over 5 min: 200 of 800 bad; allowed 14\.4\. As of /,
  )
  expect(printed).toContain(
    'page-fast-burn (page) fires when the budget burns over 14.4 times the even rate over 1 h and 5 min, by at least 5 bad events.',
  )
  expect(printed).toContain('111111111111 → reader → 222222222222')
  expect(printed).toMatch(/Counted in the last hour: .*auth_error 200/)
  expect(printed).toMatch(/Budget of 99.5 %: 200 bad of 4 allowed, overspent\. It was spent at /)
})

test('what came late and what was excluded changes what is known now, never what was decided then', async () => {
  await path.run(
    ...['exclusion', 'add', '--kind', 'maintenance', '--account', link.target_account, '--author', 'ann'],
    ...[
      '--reason',
      'a planned change',
      '--from',
      new Date(at_ms - 120 * MINUTE_MS).toISOString(),
      '--to',
      at,
    ],
  )
  const printed = await path.run('slo', 'explain', m3, '--at', at)
  expect(printed.split('\n')[0]).toMatch(/^m03-action-success is not firing\. /)
  expect(printed).toContain('Then it was decided otherwise: page-fast-burn fired')
  expect(printed).toContain('Good in the period: 600 of 800 then, 0 of 0, 800 excluded now.')
  const told = JSON.parse(await path.run('slo', 'explain', m3, '--at', at, '--format', 'json'))
  expect(told).toMatchObject({ slo: m3, firing: false, kept: { good: 600, total: 800 }, now: { total: 0 } })
  expect(told.alerts[0]).toMatchObject({
    alert: 'page-fast-burn',
    decided: { state: 'firing', firing: true },
    now: { firing: false },
  })
})

test('before anything was decided it says so', async () => {
  const printed = await path.run('slo', 'explain', m3, '--at', new Date(at_ms - 86_400_000).toISOString())
  expect(printed).toContain('Nothing was evaluated then: what is told is as known now.')
  expect(printed).toContain('nothing to judge in 1 h')
})

test('a name that no SLO has is named, with those there are', async () => {
  await expect(path.run('slo', 'explain', 'm33')).rejects.toThrow(
    'There is no SLO named m33. Choose one of: a01',
  )
})

/** What the service does every quarter of a minute, done once as of the moment. */
async function evaluateThen(): Promise<void> {
  const store = await openEmbedded(path.folder(), 'linkmeter')
  try {
    const { slis } = await checkSlis(
      store,
      readSloFiles([]).slos.filter(({ slo }) => slo.name === m3),
    )
    await updateTiers(store, slis)
    await evaluateAndKeep(store, slis, at_ms / 1000)
  } finally {
    await store.close()
  }
}
