/** The demo as a newcomer meets it: soon there, says what it does and where to look, moves, and goes away cleanly. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkmeter, type RunningService, startService, until } from '../support/service.ts'
import { makeWorkplace, type Workplace } from '../support/workplace.ts'

/** A minute on a machine that does nothing else; beside other tests, twice that. */
const READY_WITHIN_MS = 120_000
/** The jobs run every 15 s. */
const BETWEEN_SCRAPES_MS = 35_000

let workplace: Workplace
let demo: RunningService
let folder: string

beforeAll(async () => {
  workplace = await makeWorkplace()
  folder = `${workplace.data}/demo`
  const began = performance.now()
  demo = await startService(workplace.settings, ['demo'])
  const early = await fetch(`${demo.address}/readyz`)
  expect(early.status).toBe(503)
  await until(async () => (await fetch(`${demo.address}/readyz`)).status === 200, {
    what: 'the demo to be ready',
    within_ms: READY_WITHIN_MS,
  })
  const seconds = (performance.now() - began) / 1000
  console.info(`The demo was ready after ${seconds.toFixed(1)} s.`)
}, READY_WITHIN_MS + 60_000)

afterAll(async () => {
  await demo?.stop()
  await workplace?.remove()
})

async function burnRates(): Promise<Map<string, number>> {
  const text = await (await fetch(`${demo.address}/metrics`)).text()
  const series = text.matchAll(/^linkmeter_slo_burn_rate\{(.*)\} (.*)$/gm)
  return new Map([...series].map(([, labels = '', value]) => [labels, Number(value)]))
}

describe('the demo', () => {
  it('says on stderr what it is doing, day by day', () => {
    expect(
      demo
        .stderr()
        .split('\n')
        .filter((line) => line !== ''),
    ).toEqual([
      `linkmeter demo: opening a fresh store in ${folder}`,
      'laying down 30 days of history on 50 links …',
      ...[5, 10, 15, 20, 25].map((day) => `  day ${day} of 30`),
      expect.stringMatching(/^6\d\d,\d{3} messages stored; computing \d+ SLOs …$/),
    ])
  })

  it('prints on stdout where to look and what happened in its history', async () => {
    await until(async () => demo.stdout().includes('Incidents'), { what: 'the demo to say where to look' })
    expect(demo.stdout()).toMatch(/http:\S+\/ +the page/)
    expect(demo.stdout()).toContain(`${demo.address}/metrics`)
    expect(demo.stdout()).toContain(`LINKMETER_DATA_DIR=${folder} npx linkmeter report`)
    expect(demo.stdout()).toMatch(/^ {2}F1 .* token expired$/m)
  })

  it('holds half a million events on 50 links, through the pipeline', async () => {
    const inDemo = { LINKMETER_DATA_DIR: folder }
    const query = `SELECT (SELECT count() FROM token_issuances) + (SELECT count() FROM actions) + (SELECT count() FROM audits) AS events,
      (SELECT uniqExact(source_account, role, target_account) FROM token_issuances
       WHERE source_account NOT IN ('', target_account)) AS links`
    const { stdout, stderr } = await linkmeter(['sql', query, '-f', 'JSONEachRow'], inDemo)
    const { events, links } = JSON.parse(stdout || stderr) as { events: number; links: number }
    expect(events).toBeGreaterThanOrEqual(500_000)
    expect(links).toBe(50)
  })

  it('shows burn rates that move', async () => {
    const first = await burnRates()
    expect(first.size).toBeGreaterThan(10)
    const seen = Date.now()
    // Looked at again only after the jobs ran twice; then it may take one run more.
    await until(
      async () => {
        if (Date.now() - seen < BETWEEN_SCRAPES_MS) return false
        return [...(await burnRates())].some(([series, rate]) => rate !== first.get(series))
      },
      { what: 'a burn rate to move', within_ms: BETWEEN_SCRAPES_MS + 16_000, every_ms: 1_000 },
    )
  })

  it('refuses a second demo on the same folder with one sentence', async () => {
    const second = await linkmeter(['demo'], { ...workplace.settings, LINKMETER_PORT: '0' })
    expect(second).toMatchObject({ code: 1, stdout: '' })
    expect(second.stderr).toMatch(
      /^linkmeter: The data folder .*\/demo is in use by .*\. Stop that process.*\.\n$/,
    )
    expect((await fetch(`${demo.address}/readyz`)).status).toBe(200)
  })

  it('ends cleanly on SIGTERM, and its history can be read afterwards', async () => {
    expect(await demo.stop()).toBe(0)
    expect(demo.stderr()).not.toMatch(/ {4}at |"level":"error"/)
    const { code, stdout } = await linkmeter(['report', '--slo', 'm03-action-success'], {
      LINKMETER_DATA_DIR: folder,
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^m03-action-success +(met|breached) +9\d\.\d+ %/m)
  })
})

describe('a demo that is ended while it lays down its history', () => {
  it('ends soon, with exit code 0', async () => {
    const early = await startService({ LINKMETER_DATA_DIR: `${workplace.folder}/early` }, ['demo'])
    const began = performance.now()
    expect(await early.stop()).toBe(0)
    expect(performance.now() - began).toBeLessThan(20_000)
    expect(early.stdout()).toBe('')
  })
})
