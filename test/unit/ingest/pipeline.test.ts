import { describe, expect, test } from 'vitest'
import { StoreFailure } from '../../../src/clickhouse/store.ts'
import { NotStored } from '../../../src/ingest/delivery.ts'
import { actionOf, createRecordingStore, deliveryOf, testPipeline } from '../../support/ingest.ts'

const passing = () => new StoreFailure('too many parts', { retriable: true, code: 252 })
const lasting = () => new StoreFailure('no such table', { retriable: false, code: 60 })

/** What a promise has come to, without waiting for it. */
async function stateOf(promise: Promise<unknown>): Promise<'pending' | 'resolved' | 'rejected'> {
  const settled = promise.then(
    () => 'resolved' as const,
    () => 'rejected' as const,
  )
  const pause = new Promise<'pending'>((resolve) => setTimeout(() => resolve('pending'), 15))
  return Promise.race([settled, pause])
}

const actions = (...ids: string[]) => deliveryOf(ids.map((id) => actionOf(id)))
/** Longer than any test waits. */
const never = 3_600_000

describe('a batch closes', () => {
  test('by rows, exactly at the limit, also in the middle of a delivery', async () => {
    const { store, inserts } = createRecordingStore()
    const { pipeline, log, metric } = testPipeline(store, { rows: 2, wait_ms: never })
    const { stored } = pipeline.take(actions('a', 'b', 'c', 'd', 'e'))
    await pipeline.drain()
    await stored
    expect(inserts.map(({ rows }) => rows)).toEqual([2, 2, 1])
    expect(log.map(({ facts }) => facts['closed_by'])).toEqual(['rows', 'rows', 'drain'])
    expect(await metric('linkmeter_ingest_batches_total', { closed_by: 'rows' })).toBe(2)
    expect(await metric('linkmeter_ingest_batches_total', { closed_by: 'drain' })).toBe(1)
    expect(await metric('linkmeter_ingest_events_total', { kind: 'action' })).toBe(5)
  })

  test('by bytes', async () => {
    const { store, inserts } = createRecordingStore()
    const { pipeline, metric } = testPipeline(store, { bytes: 3_000, wait_ms: never })
    const large = { resource: 'x'.repeat(2_000) }
    const { stored } = pipeline.take(deliveryOf(['a', 'b', 'c', 'd'].map((id) => actionOf(id, large))))
    await stored
    expect(inserts.map(({ rows }) => rows)).toEqual([2, 2])
    expect(await metric('linkmeter_ingest_batches_total', { closed_by: 'bytes' })).toBe(2)
  })

  test('by time, counted from its first row', async () => {
    const { store, inserts } = createRecordingStore()
    const { pipeline, metric } = testPipeline(store, { wait_ms: 60 })
    const began = performance.now()
    const first = pipeline.take(actions('a'))
    await new Promise((resolve) => setTimeout(resolve, 30))
    const second = pipeline.take(actions('b'))
    await Promise.all([first.stored, second.stored])
    expect(performance.now() - began).toBeGreaterThanOrEqual(58)
    expect(inserts).toEqual([{ table: 'raw_actions', rows: 2 }])
    expect(await metric('linkmeter_ingest_batches_total', { closed_by: 'time' })).toBe(1)
  })

  test('by drain, and later deliveries wait for their own batch again', async () => {
    const { store } = createRecordingStore()
    const { pipeline } = testPipeline(store, { wait_ms: never })
    const first = pipeline.take(actions('a'))
    await pipeline.drain()
    expect(await stateOf(first.stored)).toBe('resolved')
    expect(await stateOf(pipeline.take(actions('b')).stored)).toBe('pending')
  })
})

describe('storing', () => {
  test('inserts events, then dead letters, and only then settles the delivery', async () => {
    const { store, inserts, hold } = createRecordingStore()
    const release = hold()
    const { pipeline } = testPipeline(store)
    const { stored } = pipeline.take(deliveryOf(['no JSON', actionOf('a')]))
    expect(await stateOf(stored)).toBe('pending')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(inserts).toEqual([{ table: 'raw_actions', rows: 1 }])
    expect(await stateOf(stored)).toBe('pending')
    release()
    await stored
    expect(inserts.map(({ table }) => table)).toEqual(['raw_actions', 'dead_letters'])
  })

  test('repeats after a passing failure only what is not yet done', async () => {
    const { store, inserts, failures } = createRecordingStore()
    const { pipeline, log, metric } = testPipeline(store)
    // The action's insert succeeds; the audit's fails twice.
    const insert = store.insert
    store.insert = async (table, block) => {
      if (table === 'raw_audits' && inserts.length < 3) failures.push(passing())
      await insert(table, block)
    }
    await pipeline.take(deliveryOf([actionOf('a', { also: 'audit' }), 'no JSON'])).stored
    expect(inserts.map(({ table }) => table)).toEqual([
      'raw_actions',
      'raw_audits',
      'raw_audits',
      'raw_audits',
      'dead_letters',
    ])
    const warnings = log.filter(({ level }) => level === 'warn')
    expect(warnings.map(({ facts }) => facts['attempt'])).toEqual([1, 2])
    expect(await metric('linkmeter_ingest_retries_total')).toBe(2)
    expect(await metric('linkmeter_ingest_events_total', { kind: 'audit' })).toBe(1)
  })

  test('fails for good on a failure that will not pass: nothing settles as stored, and the owner is told', async () => {
    const { store, failures } = createRecordingStore()
    failures.push(lasting())
    const { pipeline } = testPipeline(store, { rows: 1 })
    const first = pipeline.take(actions('a'))
    const waiting = pipeline.take(actions('b', 'c', 'd'))
    await expect(first.stored).rejects.toThrow('no such table')
    await expect(waiting.stored).rejects.toThrow('no such table')
    expect(await pipeline.failed).toMatchObject({ code: 60 })
    await expect(pipeline.take(actions('e')).stored).rejects.toThrow('no such table')
    await expect(pipeline.take(actions('e')).room).rejects.toThrow('no such table')
  })

  test('settles the deliveries of a log in their order, those that hold nothing too', async () => {
    const { store, hold } = createRecordingStore()
    const release = hold()
    const { pipeline } = testPipeline(store, { rows: 1 })
    const order: string[] = []
    const full = pipeline.take(actions('a'))
    const tombstone = pipeline.take(deliveryOf([null]))
    full.stored.then(() => order.push('full'))
    tombstone.stored.then(() => order.push('tombstone'))
    expect(await stateOf(tombstone.stored)).toBe('pending')
    release()
    await tombstone.stored
    expect(order).toEqual(['full', 'tombstone'])
  })

  test('a delivery over several batches is stored with the last of them', async () => {
    const { store, failures } = createRecordingStore()
    const { pipeline } = testPipeline(store, { rows: 2, wait_ms: never })
    const { stored } = pipeline.take(actions('a', 'b', 'c'))
    expect(await stateOf(stored)).toBe('pending')
    failures.push(lasting())
    await pipeline.drain()
    await expect(stored).rejects.toThrow('no such table')
  })
})

describe('back-pressure', () => {
  test('there is room at once until one batch is full while another is being inserted', async () => {
    const { store, hold } = createRecordingStore()
    const release = hold()
    const { pipeline, metric } = testPipeline(store, { rows: 2, wait_ms: never })
    expect(await stateOf(pipeline.take(actions('a', 'b')).room)).toBe('resolved')
    expect(await metric('linkmeter_ingest_in_flight_rows')).toBe(2)
    expect(await stateOf(pipeline.take(actions('c', 'd')).room)).toBe('resolved')
    const third = pipeline.take(actions('e'))
    expect(await stateOf(third.room)).toBe('pending')
    release()
    await third.room
    await pipeline.drain()
    await third.stored
    expect(await metric('linkmeter_ingest_in_flight_rows')).toBe(0)
  })

  test('parsing goes on while a batch is being inserted', async () => {
    const { store, inserts, hold } = createRecordingStore()
    const release = hold()
    const { pipeline } = testPipeline(store, { rows: 2, wait_ms: never })
    pipeline.take(actions('a', 'b'))
    await pipeline.take(actions('c', 'd')).room
    expect(inserts).toHaveLength(1)
    release()
    await pipeline.drain()
    expect(inserts).toHaveLength(2)
  })

  test('the next delivery is asked for while one is told, and no more than one waits', async () => {
    const { store } = createRecordingStore()
    const { pipeline } = testPipeline(store, { wait_ms: never })
    const many = () => deliveryOf(Array.from({ length: 30_000 }, (_, index) => actionOf(`e${index}`)))
    const first = pipeline.take(many())
    await first.room
    const second = pipeline.take(many())
    expect(await Promise.race([first.stored.then(() => 'told'), second.room.then(() => 'room')])).toBe('room')
    expect(await stateOf(pipeline.take(many()).room)).toBe('pending')
  })

  test('telling a long delivery lets other work of the process have its turn', async () => {
    const { store } = createRecordingStore()
    const { pipeline } = testPipeline(store)
    let turns = 0
    const other = setInterval(() => {
      turns += 1
    }, 1)
    const many = Array.from({ length: 30_000 }, (_, index) => actionOf(`e${index}`))
    await pipeline.take(deliveryOf(many)).stored
    clearInterval(other)
    expect(turns).toBeGreaterThanOrEqual(3)
  })
})

describe('stop', () => {
  test('stores what was taken and takes no more', async () => {
    const { store, inserts } = createRecordingStore()
    const { pipeline } = testPipeline(store, { wait_ms: never })
    const { stored } = pipeline.take(actions('a'))
    const stopped = pipeline.stop()
    await expect(pipeline.take(actions('b')).stored).rejects.toBeInstanceOf(NotStored)
    await stopped
    await stored
    expect(inserts).toEqual([{ table: 'raw_actions', rows: 1 }])
    await pipeline.stop()
  })

  test('gives up after its time limit, leaves the rest unstored and calls that no failure', async () => {
    const { store, failures } = createRecordingStore()
    failures.push(...Array.from({ length: 1_000 }, passing))
    const { pipeline } = testPipeline(store, { stop_ms: 30 })
    const { stored } = pipeline.take(actions('a'))
    await pipeline.stop()
    await expect(stored).rejects.toBeInstanceOf(NotStored)
    expect(await stateOf(pipeline.failed)).toBe('pending')
  })

  test('an insert that hangs does not hold up the stop', async () => {
    const { store, hold } = createRecordingStore()
    hold()
    const { pipeline } = testPipeline(store, { stop_ms: 30, rows: 1 })
    const { stored } = pipeline.take(actions('a'))
    await pipeline.stop()
    await expect(stored).rejects.toBeInstanceOf(NotStored)
  })
})

describe('receipts', () => {
  test('count each record once: new, known, rejected, or telling of nothing', async () => {
    const { store } = createRecordingStore()
    const { pipeline } = testPipeline(store)
    const { stored } = pipeline.takeForReceipt(
      deliveryOf([actionOf('a'), actionOf('b', { also: 'audit' }), actionOf('a'), null, 'no JSON', '{}']),
    )
    expect(await stored).toEqual({
      read: 6,
      stored: 2,
      duplicates: 1,
      rejected: 2,
      rejections: [
        { index: 4, code: 'not_json', detail: 'no JSON' },
        { index: 5, code: 'invalid_field', detail: expect.stringContaining('event_id') },
      ],
    })
  })

  test('list the first hundred rejections and count them all', async () => {
    const { store } = createRecordingStore()
    const { pipeline } = testPipeline(store)
    const receipt = await pipeline.takeForReceipt(deliveryOf(Array(150).fill('no JSON'))).stored
    expect(receipt.rejected).toBe(150)
    expect(receipt.rejections).toHaveLength(100)
    expect(receipt.rejections[99]?.index).toBe(99)
  })
})
