/** The registry as a table is the registry as a view, and a link that is gone is gone. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepLinkRegistry } from '../../src/jobs/link-registry.ts'
import { startApi } from '../support/api.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

let measuring: Measuring
beforeAll(async () => {
  measuring = await openMeasuring()
})
afterAll(() => measuring.close())

const step = (source_account: string, transition: string, more: object = {}) => ({
  ...{ kind: 'link_lifecycle', event_id: `${source_account} ${transition}`, time: Date.now() - 60_000 },
  ...{ source_account, role: 'reader', target_account: '222222222222', transition, ...more },
})

test('has the columns of the view, in its order, and when they were written', async () => {
  const columns = async (table: string) =>
    (
      await measuring.store.rows<{ name: string; type: string }>(
        `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String} ORDER BY position`,
        { table },
      )
    ).map(({ name, type }) => `${name} ${type.replace('LowCardinality(String)', 'String')}`)
  expect(await columns('link_registry')).toEqual([
    ...(await columns('links')),
    "computed_at DateTime64(3, 'UTC')",
  ])
})

test('tells the links of its newest writing', async () => {
  await measuring.tell([step('111111111111', 'granted', { owner: 'ann' }), step('111111111112', 'granted')])
  await keepLinkRegistry(measuring.store)
  await keepLinkRegistry(measuring.store)
  const first = await startApi(measuring.store, [])
  expect(await first.get('/links?sort=source_account&order=ascending')).toMatchObject({
    matching: 2,
    links: [
      { source_account: '111111111111', owner: 'ann' },
      { source_account: '111111111112', flags: expect.arrayContaining(['unowned', 'without_consent']) },
    ],
  })
  expect(await first.get('/links?flags=unowned&limit=1')).toMatchObject({ matching: 1 })
  expect(await first.get('/links?search=ANN')).toMatchObject({ matching: 1 })
  await first.stop()

  await measuring.store.run(`TRUNCATE TABLE raw_link_lifecycles`)
  await measuring.tell([step('111111111113', 'granted')])
  await keepLinkRegistry(measuring.store)
  const second = await startApi(measuring.store, [])
  expect(await second.get('/links')).toMatchObject({
    matching: 1,
    links: [{ source_account: '111111111113' }],
  })
  await second.stop()
})
