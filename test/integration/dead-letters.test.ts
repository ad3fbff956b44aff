/** Dead letters: told with their reason, stored once the cause is mended, marked where they are let go, never lost. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi, type TestApi } from '../support/api.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const time = Date.now() - 60_000
const sound = JSON.stringify({ kind: 'action', event_id: 'mended', time, outcome: 'success' })
const letter = (id: string, more: object = {}) => ({
  ...{
    dead_letter_id: id,
    received_at: time,
    source: 'native',
    reason: 'source_defect',
    detail: 'it failed',
  },
  ...{
    topic: 'events',
    partition: 0,
    offset: Number(id.replace(/\D/g, '')),
    size: sound.length,
    bytes: sound,
  },
  ...more,
})

let measuring: Measuring
let api: TestApi
beforeAll(async () => {
  measuring = await openMeasuring()
  await measuring.store.insertRows('dead_letters', [
    letter('l1'),
    // Another record of the same message: its bytes stand with the first.
    letter('l1b', { offset: 1, bytes: '', detail: 'record 1: it failed' }),
    letter('l2', { bytes: '{"kind":"action","time":"never"}', reason: 'invalid_field' }),
    letter('l3', { bytes: 'the beginning of', reason: 'too_large', size: 2_000_000 }),
    letter('l4', { bytes: 'no json at all', reason: 'not_json' }),
  ])
  api = await startApi(measuring.store, measuring.slis, { retake: measuring.retake })
})
afterAll(async () => {
  await api.stop()
  await measuring.close()
})

async function decide(what: 'replay' | 'discard', ids: readonly string[]) {
  const response = await api.server.fetch(`/api/v1/dead-letters/${what}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ids, author: 'ann' }),
  })
  return { status: response.status, answer: await response.json() }
}

/** With a new API: an answer is given again for some seconds. */
async function states() {
  const fresh = await startApi(measuring.store, measuring.slis)
  const { letters } = (await fresh.get('/dead-letters?state=any')) as {
    letters: { id: string; state: string }[]
  }
  await fresh.stop()
  return Object.fromEntries(letters.map(({ id, state }) => [id, state]))
}

test('are listed with what is kept of them', async () => {
  expect(await api.get('/dead-letters?reason=too_large')).toMatchObject({
    matching: 1,
    letters: [{ id: 'l3', can_replay: false, size: 2_000_000, beginning: 'the beginning of', state: 'open' }],
  })
})

test('a replay stores what can be told by now; the rest stays open', async () => {
  const { status, answer } = await decide('replay', ['l1', 'l2', 'l3'])
  expect([status, answer]).toMatchObject([200, { replayed: 1, rejected: 1, cut_off: 1 }])
  expect((answer as { reasons: string[] }).reasons[0]).toContain('time')
  expect(await measuring.store.rows(`SELECT event_id FROM actions`)).toEqual([{ event_id: 'mended' }])
  expect(await states()).toMatchObject({
    l1: 'replayed',
    l1b: 'replayed',
    l2: 'open',
    l3: 'open',
    l4: 'open',
  })
})

test('replaying again changes no number', async () => {
  expect((await decide('replay', ['l1'])).answer).toMatchObject({ replayed: 1 })
  expect(await measuring.store.rows(`SELECT count() AS events FROM actions`)).toEqual([{ events: 1 }])
})

test('a discarded letter is marked and stays', async () => {
  expect((await decide('discard', ['l3', 'l4'])).answer).toEqual({ discarded: 2 })
  expect(await states()).toMatchObject({ l3: 'discarded', l4: 'discarded', l2: 'open' })
})

test('a letter that is not there is named, and nothing is decided', async () => {
  const { status, answer } = await decide('discard', ['l2', 'nobody'])
  expect([status, answer]).toMatchObject([404, { error: { code: 'dead_letter_unknown' } }])
  expect((await states())['l2']).toBe('open')
})

test('a body that is not understood is refused', async () => {
  expect((await decide('replay', [])).status).toBe(400)
})
