/** Inputs: which are live, behind, silent or retired, up to when an SLO is known, and what each brought. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inputFacts, waitingFor } from '../../src/jobs/input-state.ts'
import { answers } from '../../src/web/api/answers.ts'
import { inputMetrics } from '../../src/web/input-metrics.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'
import { quietLogger } from '../support/web.ts'

const m3 = 'm03-action-success'
const MINUTE_MS = 60_000
/** As of each test: on a slow machine the first one may be minutes ago for the last. */
let now = 0

let measuring: Measuring

beforeAll(async () => {
  measuring = await openMeasuring()
})

beforeEach(async () => {
  await measuring.empty()
  now = Date.now()
})

afterAll(() => measuring.close())

/** `ago` in minutes. */
const moment = (ago: number) => new Date(now - ago * MINUTE_MS).toISOString()
/** The minute that a time lies in has ended. */
const afterMinuteOf = (ago: number) => Math.ceil((now - ago * MINUTE_MS) / MINUTE_MS) * MINUTE_MS

let told = 0

/** Events of a table that came over an input, each an insert of its own, so many minutes ago. */
async function arrive(topic: string, arrivals: readonly number[], more: object = {}, table = 'raw_actions') {
  for (const ago of arrivals) {
    told += 1
    const link = { source_account: '1', target_account: '2', role: 'reader', outcome: 'success' }
    await measuring.store.insertRows(table, [
      {
        event_id: `e${told}`,
        source: 'native',
        _topic: topic,
        time: moment(ago),
        ingested_at: moment(ago),
        ...(table === 'raw_actions' ? link : {}),
        ...more,
      },
    ])
  }
}

async function position(topic: string, unread: number, oldest_ago: number | null) {
  const oldest_unread_at = oldest_ago === null ? null : moment(oldest_ago)
  await measuring.store.insertRows('input_positions', [
    { source: 'native', topic, partition: 0, unread, oldest_unread_at, updated_at: moment(0) },
  ])
}

/** As people see them; what SLOs wait for must follow. */
async function states(): Promise<Record<string, string>> {
  const rows = await measuring.store.rows<{ topic: string; state: string }>(
    'SELECT topic, state FROM input_states',
  )
  const waited = (await inputFacts(measuring.store)).map((input) => [input.topic, waitingFor(input)?.state])
  expect(Object.fromEntries(waited)).toEqual(
    Object.fromEntries(
      rows.map(({ topic, state }) => [topic, ['behind', 'silent'].includes(state) ? state : undefined]),
    ),
  )
  return Object.fromEntries(rows.map(({ topic, state }) => [topic, state]))
}

describe('an input', () => {
  test('is live while it speaks, and silent after a quarter of an hour without usual gap', async () => {
    await arrive('http', [14])
    expect(await states()).toEqual({ http: 'live' })
    await measuring.empty()
    await arrive('http', [16])
    expect(await states()).toEqual({ http: 'silent' })
  })

  test('may be quiet for ten times its usual gap', async () => {
    // Every 30 minutes: silent after 300.
    await arrive('http', [350, 320, 290])
    expect(await states()).toEqual({ http: 'live' })
    await measuring.empty()
    await arrive('http', [365, 335, 305])
    expect(await states()).toEqual({ http: 'silent' })
  })

  test('is live by whatever kind it brings', async () => {
    await arrive('http', [60])
    await arrive('http', [1], {}, 'raw_audits')
    expect(await states()).toEqual({ http: 'live' })
  })

  test('is behind while a message has waited for over two minutes', async () => {
    await arrive('events', [1])
    await position('events', 5, 3)
    expect(await states()).toEqual({ events: 'behind' })
    await position('events', 5, 1)
    expect(await states()).toEqual({ events: 'live' })
    await position('events', 0, 30)
    expect(await states()).toEqual({ events: 'live' })
  })

  test('that is a file has no more to say', async () => {
    await arrive('/bills/may.csv', [9000])
    expect(await states()).toEqual({ '/bills/may.csv': 'file' })
  })

  test('that is retired is waited for no more, until it speaks again', async () => {
    await arrive('http', [60])
    await measuring.store.insertRows('input_retirements', [
      { source: 'native', topic: 'http', retired_at: moment(30) },
    ])
    expect(await states()).toEqual({ http: 'retired' })
    await arrive('http', [1])
    expect(await states()).toEqual({ http: 'live' })
  })
})

describe('an SLO', () => {
  test('waits for a silent input, says for how long, and is evaluated up to its last arrival', async () => {
    await arrive('http', [62, 61, 60])
    // Of another input, later: what the silent one would have told beside it is not known.
    await arrive('file.jsonl', [10])
    expect(await measuring.evaluate(m3, now)).toMatchObject({
      status: 'incomplete',
      total: 3,
      window: { to: new Date(afterMinuteOf(60)).toISOString() },
      input: { complete: false, waiting: ['native on http has been silent for 60 min'] },
    })
    expect(await measuring.evaluateLinks(m3, now)).toHaveLength(1)
    await measuring.store.insertRows('input_retirements', [{ source: 'native', topic: 'http' }])
    expect(await measuring.evaluate(m3, now)).toMatchObject({
      status: 'met',
      total: 4,
      input: { complete: true, waiting: [] },
    })
  })

  test('waits for an input that is behind, and is evaluated up to its oldest unread message', async () => {
    await arrive('events', [20, 1])
    await position('events', 7, 10)
    expect(await measuring.evaluate(m3, now)).toMatchObject({
      status: 'incomplete',
      total: 1,
      input: { waiting: ['native on events is behind: a message has waited for 10 min'] },
    })
  })

  test('is complete as of a time that lies before what is missing', async () => {
    await arrive('http', [62, 61, 60])
    expect(await measuring.evaluate(m3, now - 70 * MINUTE_MS)).toMatchObject({ input: { complete: true } })
  })

  test('does not wait for inputs that never brought any of its kinds', async () => {
    await arrive('http', [60], {}, 'raw_findings')
    await arrive('file.jsonl', [60])
    expect(await measuring.evaluate(m3, now)).toMatchObject({ status: 'met', input: { complete: true } })
  })

  test('still depends on an input that brought its kind long ago and others since', async () => {
    await arrive('http', [60], { ingested_at: moment(100 * 24 * 60) })
    await arrive('http', [60], {}, 'raw_findings')
    expect((await measuring.evaluate(m3, now)).input.waiting).toEqual([
      'native on http has been silent for 60 min',
    ])
  })
})

test('tells what each input brought: late, too late, rejected, repeated, and how fresh its bills are', async () => {
  await arrive('http', [5])
  await arrive('http', [5], { event_id: 'twice' })
  await arrive('http', [4], { event_id: 'twice', time: moment(5) })
  await arrive('http', [3], { time: moment(63 + 1) })
  await arrive('http', [2], { time: moment(90 * 24 * 60) })
  await arrive('http', [1], {}, 'raw_cost_samples')
  await measuring.store.insertRows('dead_letters', [
    { dead_letter_id: 'd1', received_at: moment(1), source: 'native', topic: 'http', reason: 'not_json' },
  ])
  const [input] = await measuring.store.rows<Record<string, unknown>>('SELECT * FROM inputs')
  expect(input).toMatchObject({
    source: 'native',
    topic: 'http',
    state: 'live',
    kinds: ['action', 'cost_sample'],
    events: 6,
    late: 2,
    too_late: 1,
    rejected: 1,
    duplicates_7d: 1,
    unread: null,
    lag_s: null,
  })
  expect(
    new Date(`${String(input?.['newest_bill']).replace(' ', 'T').replace('Z', '')}Z`).toISOString(),
  ).toBe(moment(1))
})

test('metrics show each input, and the files of a source as one', async () => {
  await arrive('http', [16])
  await arrive('events', [1])
  await position('events', 5, 3)
  await arrive('/bills/april.csv', [40], {}, 'raw_cost_samples')
  await arrive('/bills/may.csv', [20], {}, 'raw_cost_samples')
  const { log, logger } = quietLogger()
  const slos = [
    { name: 'of-actions', inputs: ['action', 'audit'] },
    { name: 'of-bills', inputs: ['cost_sample'] },
  ]
  const { readings } = answers({ store: measuring.store, slos: [], clock: Date })
  const text = await inputMetrics({ readings, slos, logger }).text()
  expect(log).toEqual([])
  expect(text).toMatch(/^linkmeter_input_live\{source="native",topic="http"\} 0$/m)
  expect(text).toMatch(/^linkmeter_input_live\{source="native",topic="events"\} 0$/m)
  expect(text).not.toMatch(/linkmeter_input_live\{.*topic="files"/)
  expect(text).toMatch(/^linkmeter_input_unread_messages\{source="native",topic="events"\} 5$/m)
  expect(text).toMatch(/^linkmeter_input_lag_seconds\{source="native",topic="events"\} 1[89]\d$/m)
  const [, bill] =
    /^linkmeter_input_newest_bill_timestamp_seconds\{source="native",topic="files"\} (.+)$/m.exec(text) ?? []
  expect(Number(bill) * 1000).toBeCloseTo(Date.parse(moment(20)), -1)
  expect(text).not.toContain('csv')
  // Files never fall silent, so nothing waits for them.
  expect(text.match(/^linkmeter_slo_needs_input.*$/gm)).toEqual([
    'linkmeter_slo_needs_input{slo="of-actions",source="native",topic="events"} 1',
    'linkmeter_slo_needs_input{slo="of-actions",source="native",topic="http"} 1',
  ])
})
