/** Game days by the real command, beside a running service: every failure is detected, and nothing where nothing fails. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkmeter, type RunningService, startService } from '../support/service.ts'
import { makeWorkplace, type Workplace } from '../support/workplace.ts'

let workplace: Workplace
let service: RunningService

beforeAll(async () => {
  workplace = await makeWorkplace()
  service = await startService({ ...workplace.settings })
})
afterAll(async () => {
  await service?.stop()
  await workplace?.remove()
})

interface Result {
  readonly exercise: string
  readonly passed: boolean
  readonly detected_after_s: number | null
  readonly signals: readonly { signal: string; after_s: number | null; reason: string }[]
}

const command = (...parameters: string[]) =>
  linkmeter(['gameday', ...parameters], workplace.settings, 300_000)

test('all of F1 to F7 are detected, each by signals named for it', async () => {
  const { code, stdout, stderr } = await command('--format', 'json')
  expect(code, `${stdout}${stderr}`).toBe(0)
  const results = JSON.parse(stdout) as Result[]
  expect(results.map(({ exercise }) => exercise)).toEqual(['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7'])
  // By the first of the signals named for it at least: which others show depends on the traffic that is drawn.
  for (const { exercise, passed, detected_after_s, signals } of results) {
    expect({ exercise, passed }).toEqual({ exercise, passed: true })
    expect(detected_after_s, exercise).not.toBeNull()
    expect(signals[0]?.after_s, `${exercise} ${signals[0]?.signal}`).not.toBeNull()
  }
}, 400_000)

test('a control run detects nothing', async () => {
  const { code, stdout, stderr } = await command('control', '--format', 'json')
  expect(code, `${stdout}${stderr}`).toBe(0)
  const [control] = JSON.parse(stdout) as Result[]
  expect(control).toMatchObject({ exercise: 'control', passed: true, detected_after_s: null })
}, 400_000)

test('load stores what it was asked to and says how fast', async () => {
  const { code, stdout, stderr } = await command('load', '--rate', '300', '--seconds', '3')
  expect(code, stderr).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ asked: 900, stored: 900 })
}, 200_000)

test('no objective counts any of it, and no input is left that could fall silent', async () => {
  const { stdout } = await linkmeter(['report', '--format', 'json'], workplace.settings)
  const entries = JSON.parse(stdout) as { slo: string; total: number; input: { complete: boolean } }[]
  expect(entries.filter(({ total }) => total > 0).map(({ slo }) => slo)).toEqual([])
  expect(entries.filter(({ input }) => !input.complete).map(({ slo }) => slo)).toEqual([])
}, 200_000)

test('a game day that there is not is wrong usage', async () => {
  const { code, stderr } = await command('F8')
  expect(code).toBe(2)
  expect(stderr).toContain('There is no game day F8: choose of F1, F2, F3, F4, F5, F6, F7, control, load.')
})
