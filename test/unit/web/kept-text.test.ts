import { describe, expect, it } from 'vitest'
import { keptText } from '../../../src/web/kept-text.ts'

function texts() {
  let now = 1_000_000
  const readings: { before: string | null; give(text: string): void }[] = []
  const text = keptText({
    clock: { now: () => now },
    cache_ms: 5_000,
    read: (before) => new Promise((give) => readings.push({ before, give })),
  })
  return {
    text,
    readings,
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('a text for scrapers', () => {
  async function read() {
    const all = texts()
    const [one, other] = [all.text(), all.text()]
    all.readings[0]?.give('first')
    expect(await Promise.all([one, other])).toEqual(['first', 'first'])
    return all
  }

  it('is read once for all who ask meanwhile, and kept for five seconds', async () => {
    const { text, readings, pass } = await read()
    pass(4_999)
    expect(await text()).toBe('first')
    expect(readings).toHaveLength(1)
  })

  it('is read anew after that, and the one before given when that takes long', async () => {
    const { text, readings, pass } = await read()
    pass(5_000)
    expect(await text()).toBe('first')
    readings[1]?.give('second')
    await new Promise(setImmediate)
    expect(await text()).toBe('second')
  })

  it('ages on when reading gave up and gave it back, and is waited for after a minute', async () => {
    const { text, readings, pass } = await read()
    pass(30_000)
    const again = text()
    expect(readings[1]?.before).toBe('first')
    readings[1]?.give('first')
    expect(await again).toBe('first')
    pass(30_000)
    const late = text()
    expect(readings[2]?.before).toBe(null)
    await new Promise((resolve) => setTimeout(resolve, 400))
    readings[2]?.give('nothing is known')
    expect(await late).toBe('nothing is known')
  })
})
