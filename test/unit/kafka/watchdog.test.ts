import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startWatchdog } from '../../../src/kafka/watchdog.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function start() {
  const silences: number[] = []
  const watchdog = startWatchdog({ limit_ms: 1_000, now: Date.now, onSilent: (ms) => silences.push(ms) })
  return { silences, watchdog }
}

test('silence beyond the limit is said once', () => {
  const { silences } = start()
  vi.advanceTimersByTime(5_000)
  expect(silences).toEqual([1_000])
})

test('whoever is heard in time is not silent', () => {
  const { silences, watchdog } = start()
  for (let step = 0; step < 5; step += 1) {
    vi.advanceTimersByTime(900)
    watchdog.heard()
  }
  expect(silences).toEqual([])
})

test('a stopped watchdog says nothing', () => {
  const { silences, watchdog } = start()
  watchdog.stop()
  vi.advanceTimersByTime(5_000)
  expect(silences).toEqual([])
})
