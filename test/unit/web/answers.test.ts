import { describe, expect, it } from 'vitest'
import { type Answers, answers } from '../../../src/web/api/answers.ts'
import type { Reading } from '../../../src/web/api/readings.ts'
import { createTurns } from '../../../src/web/turns.ts'
import { createRecordingStore } from '../../support/ingest.ts'

const FRESH_MS = 5_000

/** Statements that are answered by hand, a clock that is set by hand, and little patience. */
function asking(at_once = 2) {
  let now = 1_000_000
  const waiting: { question: string; answer(value: unknown): void; fail(error: Error): void }[] = []
  const shared: Answers = answers({
    store: {
      ...createRecordingStore().store,
      rows: <Row extends object>(question: string) =>
        new Promise<Row[]>((answer, fail) => {
          waiting.push({ question, answer: (value) => answer(value as Row[]), fail })
        }),
    },
    slos: [],
    clock: { now: () => now },
    turns: createTurns(at_once),
    patience_ms: 20,
  })
  return {
    shared,
    waiting,
    pass: (ms: number) => {
      now += ms
    },
    get: (question: string) => shared.get(question, FRESH_MS, ({ store }) => store.rows(question)),
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('an answer that many ask for', () => {
  it('is read once, however many ask while it is', async () => {
    const { get, waiting } = asking()
    const readers = Array.from({ length: 200 }, () => get('overview'))
    await turn()
    expect(waiting).toHaveLength(1)
    waiting[0]?.answer({ met: 21 })
    expect(new Set((await Promise.all(readers)).map(({ text }) => text))).toEqual(new Set(['{"met":21}']))
  })

  it('is given again while it is fresh, with the same tag', async () => {
    const { get, waiting, pass } = asking()
    const first = get('overview')
    await turn()
    waiting[0]?.answer(1)
    pass(FRESH_MS - 1)
    expect(await get('overview')).toEqual(await first)
    expect(waiting).toHaveLength(1)
  })

  it('is another for another question', async () => {
    const { get, waiting } = asking()
    const both = [get('links of 111'), get('links of 222')]
    await turn()
    for (const { question, answer } of waiting) answer(question)
    expect((await Promise.all(both)).map(({ value }) => value)).toEqual(['links of 111', 'links of 222'])
  })

  it('is lost to nobody when one of them does not wait for it', async () => {
    const { get, waiting } = asking()
    const [gone, stays] = [get('overview'), get('overview')]
    await Promise.race([gone, turn()])
    waiting[0]?.answer(1)
    expect((await stays).value).toBe(1)
  })

  it('is asked for again after a failure, which all who waited are told', async () => {
    const { get, waiting } = asking()
    const both = Promise.allSettled([get('overview'), get('overview')])
    await turn()
    waiting[0]?.fail(new Error('the store is away'))
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const again = get('overview')
    await turn()
    waiting[1]?.answer(2)
    expect((await again).value).toBe(2)
  })
})

describe('an answer that is no longer fresh', () => {
  async function answered() {
    const all = asking()
    const first = all.get('overview')
    await turn()
    all.waiting[0]?.answer('old')
    await first
    return all
  }

  it('gives way to a new one that comes soon', async () => {
    const { get, waiting, pass } = await answered()
    pass(FRESH_MS)
    const again = get('overview')
    await turn()
    waiting[1]?.answer('new')
    expect((await again).value).toBe('new')
  })

  it('is given with its own time when the new one takes long, and the new one to who asks then', async () => {
    const { get, waiting, pass } = await answered()
    pass(FRESH_MS)
    expect(await get('overview')).toMatchObject({ value: 'old', as_of_ms: 1_000_000 })
    waiting[1]?.answer('new')
    await turn()
    expect(await get('overview')).toMatchObject({ value: 'new', as_of_ms: 1_000_000 + FRESH_MS })
  })

  it('is waited for longer once it is half a minute old, and given with its own time when that was in vain', async () => {
    const { get, waiting, pass } = await answered()
    pass(30_000)
    const inTime = get('overview')
    await new Promise((resolve) => setTimeout(resolve, 60))
    waiting[1]?.answer('new')
    expect((await inTime).value).toBe('new')
    pass(30_000)
    expect(await get('overview')).toMatchObject({ value: 'new', as_of_ms: 1_030_000 })
  })

  it('is not given once it is five minutes old', async () => {
    const { get, waiting, pass } = await answered()
    pass(300_000)
    const again = get('overview')
    await new Promise((resolve) => setTimeout(resolve, 300))
    waiting[1]?.answer('new')
    expect((await again).value).toBe('new')
  })

  it('is not given in place of a failure', async () => {
    const { get, waiting, pass } = await answered()
    pass(FRESH_MS)
    const again = get('overview')
    await turn()
    waiting[1]?.fail(new Error('the store is away'))
    await expect(again).rejects.toThrow('the store is away')
  })
})

describe('of very many answers', () => {
  it('a thousand are kept, those that were asked for last', async () => {
    const { get, waiting } = asking(2_000)
    const asked = async (questions: readonly string[]) => {
      const from = waiting.length
      const all = questions.map(get)
      await turn()
      for (const { question, answer } of waiting.slice(from)) answer(question)
      await Promise.all(all)
      return waiting.slice(from).map(({ question }) => question)
    }
    await asked(['first', 'second'])
    await asked(Array.from({ length: 998 }, (_, index) => `other ${index}`))
    expect(await asked(['first', 'one more', 'first'])).toEqual(['one more'])
    expect(await asked(['first', 'second'])).toEqual(['second'])
  })
})

describe('after a change', () => {
  it('nobody is given what was asked before it, neither what was kept nor what was under way', async () => {
    const { shared, get, waiting } = asking()
    const before = get('slo')
    await turn()
    shared.forget()
    const after = get('slo')
    await turn()
    waiting[0]?.answer('without the exclusion')
    waiting[1]?.answer('with it')
    expect([(await before).value, (await after).value]).toEqual(['without the exclusion', 'with it'])
    expect((await get('slo')).value).toBe('with it')
  })
})

describe('statements', () => {
  async function answeredAll(all: ReturnType<typeof asking>, questions: readonly string[]) {
    for (const question of questions) {
      const first = all.get(question)
      await turn()
      all.waiting.at(-1)?.answer('old')
      await first
    }
  }

  /** Answers what runs, one after the other, and tells in which order it ran. */
  async function orderOf({ waiting }: ReturnType<typeof asking>, count: number) {
    const from = waiting.length - 1
    for (let next = from; next < from + count; next += 1) {
      await turn()
      expect(waiting).toHaveLength(next + 1)
      waiting[next]?.answer('new')
    }
    return waiting.slice(from).map(({ question }) => question)
  }

  it('run a few at a time, and what nobody has yet goes before what many have', async () => {
    const all = asking(1)
    await answeredAll(all, ['overview'])
    all.pass(FRESH_MS)
    for (const question of ['slo a', 'overview', 'slo b']) void all.get(question)
    await turn()
    expect(await orderOf(all, 3)).toEqual(['slo a', 'slo b', 'overview'])
  })

  it('run before what was asked for the first time after the answer there is had become half as old as it may', async () => {
    const all = asking(1)
    await answeredAll(all, ['overview'])
    all.pass(14_000)
    for (const question of ['under way', 'overview', 'asked before']) void all.get(question)
    all.pass(2_000)
    void all.get('asked after')
    await turn()
    expect(await orderOf(all, 4)).toEqual(['under way', 'asked before', 'overview', 'asked after'])
  })
})

describe('a reading that several answers tell of', () => {
  const alerts: Reading<unknown> = {
    name: 'alerts',
    fresh_ms: FRESH_MS,
    read: ({ store }) => store.rows('alerts'),
  }
  const made = (all: ReturnType<typeof asking>, question: string) =>
    all.shared.get(question, FRESH_MS, async ({ readings }) => [question, await readings.get(alerts)])

  it('is read once for all of them', async () => {
    const all = asking()
    const both = [made(all, 'overview'), made(all, 'on-call')]
    await turn()
    expect(all.waiting).toHaveLength(1)
    all.waiting[0]?.answer('quiet')
    expect((await Promise.all(both)).map(({ value }) => value)).toEqual([
      ['overview', 'quiet'],
      ['on-call', 'quiet'],
    ])
  })

  it('makes an answer as old as itself', async () => {
    const all = asking()
    const first = made(all, 'overview')
    await turn()
    all.waiting[0]?.answer('quiet')
    await first
    all.pass(FRESH_MS - 1)
    expect(await made(all, 'on-call')).toMatchObject({ as_of_ms: 1_000_000 })
  })

  it('is read anew after a change, by a question that was asked after it', async () => {
    const all = asking()
    const before = made(all, 'overview')
    await turn()
    all.shared.forget()
    const after = made(all, 'overview')
    await turn()
    all.waiting[0]?.answer('without the exclusion')
    all.waiting[1]?.answer('with it')
    expect([(await before).value, (await after).value]).toEqual([
      ['overview', 'without the exclusion'],
      ['overview', 'with it'],
    ])
  })

  it('fails for all who need it, and is read again by who asks then', async () => {
    const all = asking()
    const both = Promise.allSettled([made(all, 'overview'), made(all, 'on-call')])
    await turn()
    all.waiting[0]?.fail(new Error('the store is away'))
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const again = made(all, 'overview')
    await turn()
    all.waiting[1]?.answer('quiet')
    expect((await again).value).toEqual(['overview', 'quiet'])
  })
})
