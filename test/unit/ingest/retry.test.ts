import { expect, test } from 'vitest'
import { StoreFailure } from '../../../src/clickhouse/store.ts'
import { untilStored, waitBefore } from '../../../src/ingest/retry.ts'

const usual = { first_ms: 100, longest_ms: 30_000 }
const passing = new StoreFailure('busy', { retriable: true, code: 202 })

test('the limit of the wait doubles from 100 ms to 30 s', () => {
  const longest = (attempt: number) => waitBefore(attempt, usual, () => 1)
  expect([1, 2, 3, 9, 10, 2_000].map(longest)).toEqual([100, 200, 400, 25_600, 30_000, 30_000])
})

test('the wait is any part of its limit', () => {
  expect(waitBefore(3, usual, () => 0)).toBe(0)
  expect(waitBefore(3, usual, () => 0.5)).toBe(200)
})

test('a wait ends when the signal says so', async () => {
  const abort = new AbortController()
  const endless = untilStored(() => Promise.reject(passing), {
    backoff: { first_ms: 60_000, longest_ms: 60_000 },
    signal: abort.signal,
    random: () => 1,
    onRetry: () => setTimeout(() => abort.abort(), 5),
  })
  await expect(endless).rejects.toThrow('aborted')
})

test('what is no failure of the store is not repeated', async () => {
  let attempts = 0
  const broken = untilStored(
    async () => {
      attempts += 1
      throw new TypeError('a defect')
    },
    { backoff: usual, signal: new AbortController().signal, random: () => 0, onRetry: () => undefined },
  )
  await expect(broken).rejects.toThrow('a defect')
  expect(attempts).toBe(1)
})
