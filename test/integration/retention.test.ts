/** Retention: tables follow their settings, once, and results follow what is kept. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { applyRetention, governed, retainedSeconds } from '../../src/jobs/retention.ts'
import { type Migrated, openMigrated } from '../support/migrated.ts'

const DAY_S = 86_400
const defaults = readConfig({}).retention

let migrated: Migrated

beforeAll(async () => {
  migrated = await openMigrated()
})

afterAll(() => migrated.close())

const apply = (settings: NodeJS.ProcessEnv = {}) =>
  applyRetention(migrated.store, { retention: readConfig(settings).retention, cluster: null })

const retainedDays = async (...kinds: string[]) =>
  Math.round((await retainedSeconds(migrated.store, kinds)) / DAY_S)

/** `table: 90 DAY` of every table that forgets. */
async function ttls(): Promise<string[]> {
  const rows = await migrated.store.rows<{ told: string }>(
    `SELECT concat(name, ' ', extract(engine_full, 'toInterval\\\\w+\\\\(\\\\d+\\\\)')) AS told FROM system.tables
     WHERE database = currentDatabase() AND engine_full LIKE '% TTL %' ORDER BY name`,
  )
  return rows.map(({ told }) => told)
}

test('fresh tables keep what the settings say by default: there is nothing to change', async () => {
  expect(await apply()).toEqual([])
  const told = await ttls()
  for (const [table, name] of governed) {
    const { count, unit } = defaults[name]
    expect(told).toContain(`${table} toInterval${unit === 'DAY' ? 'Day' : 'Year'}(${count})`)
  }
})

test('every table that forgets has a setting, but for bookkeeping', async () => {
  const ungoverned = (await ttls())
    .map((told) => told.split(' ')[0] ?? '')
    .filter((table) => !governed.has(table))
  expect(ungoverned).toEqual([
    'arrivals',
    // What was decided of a dead letter outlives the letter itself.
    'dead_letter_decisions',
    'dirty_minutes',
    // Written anew every minute.
    'link_registry',
    'slo_links_minute',
  ])
})

test('a shorter time reaches the tables of its setting, once, and no others', async () => {
  expect(await apply({ LINKMETER_RETENTION_AUDIT: '4w' })).toEqual([
    { table: 'raw_audits', from: { count: 7, unit: 'YEAR' }, to: { count: 28, unit: 'DAY' } },
    { table: 'link_audit_minutes', from: { count: 7, unit: 'YEAR' }, to: { count: 28, unit: 'DAY' } },
    { table: 'audit_trace_minutes', from: { count: 7, unit: 'YEAR' }, to: { count: 28, unit: 'DAY' } },
  ])
  expect(await apply({ LINKMETER_RETENTION_AUDIT: '4w' })).toEqual([])
  expect(await ttls()).toContain('raw_audits toIntervalDay(28)')
  expect(await ttls()).toContain('raw_actions toIntervalDay(90)')
})

test('an SLI can rely on the shortest of its kinds', async () => {
  expect(await retainedDays('audit')).toBe(28)
  expect(await retainedDays('audit', 'action')).toBe(28)
  expect(await retainedDays('action')).toBe(90)
  expect(await retainedDays('action', 'policy_change')).toBe(90)
  expect(await retainedDays('policy_change')).toBe(7 * 365)
})

test('a longer time brings nothing back: what is surely there grows from what there was', async () => {
  await apply({ LINKMETER_RETENTION_AUDIT: '1y' })
  expect(await ttls()).toContain('raw_audits toIntervalYear(1)')
  expect(await retainedDays('audit')).toBe(28)
  // Ten days later.
  await migrated.store.run(
    `ALTER TABLE retention_changes UPDATE kept_s = kept_s + 10 * ${DAY_S} WHERE 1 SETTINGS mutations_sync = 1`,
  )
  expect(await retainedDays('audit')).toBe(38)
})

test('rows older than that go', async () => {
  const { store } = migrated
  const old = new Date(Date.now() - 20 * DAY_S * 1000).toISOString()
  await store.insertRows('dead_letters', [{ dead_letter_id: 'old', received_at: old }])
  await store.insertRows('dead_letters', [{ dead_letter_id: 'new', received_at: new Date().toISOString() }])
  await apply({ LINKMETER_RETENTION_DEAD_LETTERS: '2w' })
  await store.run('OPTIMIZE TABLE dead_letters FINAL')
  expect(await store.rows('SELECT dead_letter_id FROM dead_letters')).toEqual([{ dead_letter_id: 'new' }])
})
