import { describe, expect, it } from 'vitest'
import { type Answers, answers } from '../../../src/web/api/answers.ts'
import { createTurns } from '../../../src/web/api/turns.ts'

const FRESH_MS = 5_000

/** Questions that are answered by hand, a clock that is set by hand, and little patience. */
function asking(at_once = 2) {
  let now = 1_000_000
  const waiting: { question: string; answer(value: unknown): void; fail(error: Error): void }[] = []
  const shared: Answers = answers({ now: () => now }, { turns: createTurns(at_once), patience_ms: 20 })
  return {
    shared,
    waiting,
    pass: (ms: number) => {
      now += ms
    },
    get: (question: string) =>
      shared.get(
        question,
        FRESH_MS,
        () =>
          new Promise((answer, fail) => {
            waiting.push({ question, answer, fail })
          }),
      ),
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
    expect(await get('overview')).toMatchObject({ value: 'old', asked_ms: 1_000_000 })
    waiting[1]?.answer('new')
    await turn()
    expect(await get('overview')).toMatchObject({ value: 'new', asked_ms: 1_000_000 + FRESH_MS })
  })

  it('is not given once it is a minute old', async () => {
    const { get, waiting, pass } = await answered()
    pass(60_000)
    const again = get('overview')
    await new Promise((resolve) => setTimeout(resolve, 40))
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

describe('readings of the tables', () => {
  it('run a few at a time, and what somebody waits for goes before what only refreshes', async () => {
    const { get, waiting, pass } = asking(1)
    const first = get('overview')
    await turn()
    waiting[0]?.answer('old')
    await first
    pass(FRESH_MS)
    const order = [get('slo a'), get('overview'), get('slo b')]
    for (let next = 1; next <= 3; next += 1) {
      await turn()
      expect(waiting).toHaveLength(next + 1)
      waiting[next]?.answer('new')
    }
    await Promise.all(order)
    expect(waiting.map(({ question }) => question)).toEqual(['overview', 'slo a', 'slo b', 'overview'])
  })

  it('run in the order in which the answers before them become too old', async () => {
    const { get, waiting, pass } = asking(1)
    for (const question of ['older', 'newer']) {
      const first = get(question)
      await turn()
      waiting.at(-1)?.answer('old')
      await first
      pass(FRESH_MS)
    }
    // One that has no answer is read while both begin to wait, the newer one first.
    const order = [get('none'), get('newer'), get('older')]
    for (let next = 2; next < 5; next += 1) {
      await turn()
      waiting[next]?.answer('new')
    }
    await Promise.all(order)
    expect(waiting.map(({ question }) => question)).toEqual(['older', 'newer', 'none', 'older', 'newer'])
  })
})
