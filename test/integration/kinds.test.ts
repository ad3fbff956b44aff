/** Each kind's hand-written example, from the native source through the pipeline and the engine to its views. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { migrate } from '../../src/clickhouse/migrations.ts'
import type { Store } from '../../src/clickhouse/store.ts'
import { allViews } from '../../src/clickhouse/views.ts'
import { commonColumns } from '../../src/events/kind.ts'
import { type KindName, kindNames, kinds } from '../../src/events/kinds.ts'
import { sources } from '../../src/events/sources.ts'
import { deliveryOf, testPipeline } from '../support/ingest.ts'

type Json = Record<string, unknown>

let folder: string
let store: Store

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-kinds-'))
  store = await openEmbedded(join(folder, 'data'), 'linkmeter')
  await migrate(store, { cluster: null, views: allViews(Object.values(sources)) })
  const { pipeline } = testPipeline(store)
  const examples = await Promise.all(kindNames.map((kind) => readFile(exampleOf(kind))))
  await pipeline.take(deliveryOf(examples, { source: sources.native })).stored
  await pipeline.stop()
})

afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

function exampleOf(kind: KindName): URL {
  return new URL(`../fixtures/native/${kind.replaceAll('_', '-')}.json`, import.meta.url)
}

/** What the example says: one event as plain JSON, one as a CloudEvent. */
async function saidOf(kind: KindName): Promise<Json[]> {
  const [plain, cloudEvent] = JSON.parse(await readFile(exampleOf(kind), 'utf8')) as [Json, Json]
  const { kind: named, ...columns } = plain
  expect([named, cloudEvent['type']]).toEqual([kind, `dev.linkmeter.${kind}.v1`])
  const { id, source, time, data } = cloudEvent
  return [columns, { event_id: `${source} ${id}`, emitter: source, time, ...(data as Json) }]
}

describe.each(kindNames)('%s', (kind) => {
  const { plural, schema } = kinds[kind]

  test('its view gives every value of the example as it was said, and unknown where nothing was', async () => {
    const said = await saidOf(kind)
    const unsaid = Object.fromEntries(
      Object.entries(schema.shape).flatMap(([name, column]) => {
        const unlessSaid = column.safeParse(undefined)
        return unlessSaid.success && name !== 'precedence' ? [[name, unlessSaid.data]] : []
      }),
    )
    const rows = await store.rows<Json>(
      `SELECT * EXCEPT (ingested_at, _topic, _partition, _offset) FROM ${plural}`,
    )
    const whole = said.map((columns) => ({ ...unsaid, ...columns, source: 'native' }))
    expect(rows).toHaveLength(2)
    expect(rows).toEqual(expect.arrayContaining(whole))
  })

  test('its example says every column of its own', async () => {
    const said = new Set((await saidOf(kind)).flatMap((columns) => Object.keys(columns)))
    const own = Object.keys(schema.shape).filter((name) => !(name in commonColumns))
    expect(own.filter((name) => !said.has(name))).toEqual([])
  })

  test('indicators can count it', async () => {
    const [row] = await store.rows<Json>(
      `SELECT count() AS events, countIf(is_excluded) AS excluded
       FROM counted_${plural}(slo = 'any', from = '2025-11-01 00:00:00', to = '2025-12-01 00:00:00')`,
    )
    expect(row).toEqual({ events: 2, excluded: 0 })
  })

  test('its minutes are marked for the jobs, and its arrival is noted', async () => {
    const [marked] = await store.rows<Json>(
      `SELECT uniqExact(minute) AS minutes, (SELECT max(newest_event) FROM arrivals WHERE kind = {kind:String})
         = (SELECT max(time) FROM ${plural}) AS is_noted
       FROM dirty_minutes WHERE kind = {kind:String}`,
      { kind },
    )
    const minutes = new Set((await saidOf(kind)).map(({ time }) => String(time).slice(0, 16)))
    expect(marked).toEqual({ minutes: minutes.size, is_noted: 1 })
  })
})

test('every update of a finding is kept', async () => {
  const rows = await store.rows(
    'SELECT status FROM findings WHERE finding_id = {id:String} ORDER BY updated_at',
    {
      id: 'f-31',
    },
  )
  expect(rows).toEqual([{ status: 'open' }, { status: 'archived' }])
})

test('a restated bill replaces the earlier one, whether it comes later or beside it', async () => {
  const bill = (event_id: string, amount: string) =>
    JSON.stringify({ kind: 'cost_sample', event_id, time: '2025-11-07T00:00:00Z', day: '2025-11-07', amount })
  const { pipeline } = testPipeline(store)
  const told = (values: string[]) => pipeline.take(deliveryOf(values, { source: sources.native })).stored
  await told([bill('later', '1.5'), bill('beside', '1'), bill('beside', '2')])
  await told([bill('later', '1.75')])
  await pipeline.stop()
  const rows = await store.rows(
    "SELECT event_id, amount FROM cost_samples WHERE day = '2025-11-07' ORDER BY event_id",
  )
  expect(rows).toEqual([
    { event_id: 'beside', amount: '2' },
    { event_id: 'later', amount: '1.75' },
  ])
})

test('money sums exactly', async () => {
  const [row] = await store.rows(
    'SELECT sum(amount) AS total, count(units) AS known FROM cost_samples WHERE day = {day:Date}',
    {
      day: '2025-11-02',
    },
  )
  // 30.00001605991 - 0.00000000603
  expect(row).toEqual({ total: '30.00001605388', known: 1 })
})
