/** Many readers at once beside events that are being stored: each is answered, rightly and as its neighbour is. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluateSlos } from '../../../src/jobs/evaluation.ts'
import { startApi, type TestApi } from '../../support/api.ts'
import { type Measuring, openMeasuring } from '../../support/measuring.ts'
import { smallPlan, tellHistory } from '../../support/simulated-history.ts'
import { action } from '../../support/workplace.ts'

const READERS = 100
const ROUNDS = 3
const PATHS = [
  ...['/overview', '/slos', '/slos/m03-action-success', '/slos/m01-cross-account-auth-success', '/oncall'],
  ...['/revocations', '/links', '/status', '/debug/failures', '/reviews/weekly'],
] as const

const now = Math.floor(Date.now() / 60_000) * 60_000

let measuring: Measuring
let api: TestApi
beforeAll(async () => {
  measuring = await openMeasuring()
  await tellHistory(measuring, { ...smallPlan(now), events_target: 4_000 })
  api = await startApi(measuring.store, measuring.slis)
})
afterAll(async () => {
  await api.stop()
  await measuring.close()
})

test('a hundred readers at once get no error and one answer to one question, while every event is stored', async () => {
  let isReading = true
  const told = { events: 0, stored: 0 }
  const telling = (async () => {
    while (isReading) {
      const events = Array.from({ length: 500 }, (_, index) => action(`beside-${told.events + index}`))
      told.events += events.length
      told.stored += (await measuring.tell(events)).stored
    }
  })()
  const [reported] = (
    await evaluateSlos(measuring.store, [measuring.sli('m03-action-success')], now / 1_000)
  ).map(({ evaluation }) => evaluation)

  const answers = new Map<string, Set<string>>()
  const read = async (reader: number) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const path = PATHS[(reader + round) % PATHS.length] ?? ''
      const response = await api.server.fetch(`/api/v1${path}`)
      const text = await response.text()
      expect(response.status, `${path}: ${text.slice(0, 200)}`).toBe(200)
      const tagged = `${path} ${response.headers.get('etag')}`
      answers.set(tagged, (answers.get(tagged) ?? new Set()).add(text))
      if (path !== '/slos/m03-action-success') continue
      const { good, total, ratio } = reported ?? {}
      expect(JSON.parse(text)).toMatchObject({ standing: { good, total, ratio } })
    }
  }
  await Promise.all(Array.from({ length: READERS }, (_, reader) => read(reader)))
  isReading = false
  await telling

  // Within a few seconds all are told the same: a hundred readers are a few readings.
  expect([...answers.values()].map(({ size }) => size)).toEqual([...answers.values()].map(() => 1))
  expect(answers.size).toBeLessThan(3 * PATHS.length)
  expect(told.stored).toBe(told.events)
  const [counted] = await measuring.store.rows<{ events: number }>(
    "SELECT count() AS events FROM actions WHERE event_id LIKE 'beside-%'",
  )
  expect(counted?.events).toBe(told.events)
})
