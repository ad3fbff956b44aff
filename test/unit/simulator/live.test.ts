import { describe, expect, it } from 'vitest'
import { live } from '../../../src/simulator/live.ts'
import type { SimulatedMessage } from '../../../src/simulator/outbox.ts'
import type { SimulationPlan } from '../../../src/simulator/plan.ts'
import { simulate } from '../../../src/simulator/simulate.ts'

const NOW = Date.UTC(2026, 2, 3, 12, 0, 37) + 123
const LATER = NOW + 10 * 60_000

const plan: SimulationPlan = {
  seed: 11,
  from: NOW - 8 * 3_600_000,
  to: NOW,
  links: 20,
  events_per_link_per_day: 1_500,
  duplicate_ratio: 0.05,
  malformed_ratio: 0.01,
  late: { ratio: 0.02, by_ms: 3_600_000 },
  shuffle_within_ms: 60_000,
  failures: [{ failure: 'F2', from: NOW - 3_600_000, to: NOW + 300_000 }],
  ending: 'cut',
}

describe('live traffic', () => {
  it('goes on exactly where a history that was cut ends', () => {
    const whole = [...simulate({ ...plan, to: LATER }).messages()]
    const goesOn = [...simulate(plan).messages(), ...live(plan, NOW).messagesBetween(NOW, LATER)]
    expect(goesOn.map(shown)).toEqual(whole.map(shown))
  })

  it('is the same whether asked by the second or at once', () => {
    const bySecond = live(plan, NOW)
    const seconds: SimulatedMessage[] = []
    for (let from = NOW; from < LATER; from += 1_000)
      seconds.push(...bySecond.messagesBetween(from, from + 1_000))
    expect(seconds.length).toBeGreaterThan(100)
    expect(seconds.map(shown)).toEqual(live(plan, NOW).messagesBetween(NOW, LATER).map(shown))
  })

  it('tells nothing that was sent before it began or will be sent after the question', () => {
    const traffic = live(plan, NOW)
    expect(traffic.messagesBetween(NOW - 60_000, NOW)).toEqual([])
    const sent = traffic.messagesBetween(NOW, NOW + 60_000).map(({ time_ms }) => time_ms)
    expect(Math.min(...sent)).toBeGreaterThanOrEqual(NOW)
    expect(Math.max(...sent)).toBeLessThan(NOW + 60_000)
  })
})

function shown({ key, value, time_ms }: SimulatedMessage): string {
  return `${time_ms} ${key} ${value.toString('latin1')}`
}
