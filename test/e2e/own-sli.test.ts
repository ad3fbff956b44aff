/** A user's own indicator is two files in a folder: it appears everywhere, and a wrong one beside it blinds no other. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportEntry } from '../../src/commands/report-table.ts'
import { type Ended, linkmeter, type RunningService, startService } from '../support/service.ts'

const now = Date.now()
let folder: string
let settings: NodeJS.ProcessEnv

/** The example of docs/slis.md, as a user would copy it. */
async function example(): Promise<{ document: string; sql: string }> {
  const page = await readFile('docs/slis.md', 'utf8')
  const [, document = ''] = /```yaml\n(.*?)```/s.exec(page) ?? []
  const [, sql = ''] = /```sql\n(-- Throttling.*?)```/s.exec(page) ?? []
  return { document, sql }
}

/** The same under another name, with other SQL. */
async function drop(name: string, change: (sql: string) => string): Promise<void> {
  const { document, sql } = await example()
  await writeFile(join(folder, 'slos', `${name}.yaml`), document.replaceAll('throttling', name))
  await writeFile(join(folder, 'slos', `${name}.sql`), change(sql))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-own-sli-'))
  settings = {
    LINKMETER_DATA_DIR: join(folder, 'data'),
    LINKMETER_SLOS: join(folder, 'slos'),
    LOG_LEVEL: 'error',
  }
  await mkdir(join(folder, 'slos'))
  const action = { kind: 'action', source_account: '111111111111', target_account: '222222222222' }
  const outcomes = ['success', 'success', 'success', 'throttled', 'unknown']
  const records = outcomes.map((outcome, index) =>
    JSON.stringify({ ...action, role: 'reader', event_id: `a${index}`, time: now - 600_000, outcome }),
  )
  await writeFile(join(folder, 'actions.jsonl'), `${records.join('\n')}\n`)
  const imported = await linkmeter(['import', '--source', 'native', join(folder, 'actions.jsonl')], settings)
  expect(imported.stdout).toContain('"stored":5')
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('an indicator of two files', () => {
  beforeAll(() => drop('throttling', (sql) => sql))

  test('is in the report: three of four judged actions were held up by no quota', async () => {
    const { stdout } = await linkmeter(['report', '--slo', 'throttling', '--format', 'json'], settings)
    const [entry] = JSON.parse(stdout) as ReportEntry[]
    expect(entry).toMatchObject({ slo: 'throttling', good: 3, total: 4, ratio: 0.75, status: 'breached' })
  })

  test('is in the metrics of the running service, with its alerts', async () => {
    const service = await startService(settings)
    try {
      const lines = await scrapeUntil(service, 'linkmeter_alert_firing{slo="throttling"')
      expect(lines).toContain('linkmeter_sli_ratio{slo="throttling",window="30d"} 0.75')
      expect(lines).toContain('linkmeter_slo_objective_ratio{slo="throttling"} 0.99')
      // One bad event is spent budget of four, and too few for a ticket.
      expect(lines).toContain(
        'linkmeter_alert_firing{slo="throttling",alert="budget-spent",severity="ticket"} 0',
      )
    } finally {
      await service.stop()
    }
  })

  test('has rules of its own', async () => {
    const { code, stdout } = await linkmeter(['slo', 'rules'], settings)
    expect(code).toBe(0)
    expect(stdout).toContain(
      'max by (slo) (linkmeter_alert_firing{slo="throttling",severity="page",alert=~"page-slow-burn"}) == 1',
    )
    expect(stdout).toContain('runbook_url: https://wiki.example.org/runbooks/throttling')
    const output = join(folder, 'rules')
    expect(await linkmeter(['slo', 'rules', '--output', output], settings)).toMatchObject({ stdout: '' })
    expect(await readFile(join(output, 'slo-rules.yaml'), 'utf8')).toBe(stdout)
  })

  test('is sound', async () => {
    const { code, stdout } = await linkmeter(['slo', 'validate', join(folder, 'slos')], settings)
    expect([code, stdout]).toEqual([0, '1 SLOs are sound: throttling\n'])
  })
})

describe('a wrong one beside it', () => {
  let report: Ended
  const wrong: Record<string, { change: (sql: string) => string; line: number; reason: RegExp }> = {
    'bad-sql': {
      change: (sql) => sql.replace('WHERE cross_account', 'WHERE (cross_account'),
      line: 14,
      reason: /Syntax error/,
    },
    'missing-column': {
      change: (sql) => sql.replace('AS excluded', 'AS left_out'),
      line: 5,
      reason: /the column excluded is missing/,
    },
    'unknown-table': {
      change: (sql) => sql.replace('counted_actions(', 'counted_wishes('),
      line: 13,
      reason: /counted_wishes/,
    },
    'writing-sql': { change: () => 'DROP TABLE slo_evaluations', line: 1, reason: /DROP is no SELECT/ },
  }

  beforeAll(async () => {
    for (const [name, { change }] of Object.entries(wrong)) await drop(name, change)
    const { document } = await example()
    await writeFile(
      join(folder, 'slos', 'bad-target.yaml'),
      document.replaceAll('throttling', 'bad-target').replace('target: 0.99', 'target: 99'),
    )
    report = await linkmeter(['report', '--format', 'json'], settings)
  })

  test.each(Object.entries(wrong))(
    '%s is refused with its file, line and reason',
    (name, { line, reason }) => {
      const told = problems(report).filter((problem) => problem.includes(`${name}.sql`))
      expect(told).toHaveLength(1)
      expect(told[0]).toContain(`${join(folder, 'slos', `${name}.sql`)}:${line}: `)
      expect(told[0]).toMatch(reason)
    },
  )

  test('a wrong document is refused with its file, line, field and remedy, by the report and without a store', async () => {
    const place = `${join(folder, 'slos', 'bad-target.yaml')}:35: spec.objectives[0].target must be below 1.`
    expect(problems(report).filter((problem) => problem.startsWith(place))).toHaveLength(1)
    const validated = await linkmeter(['slo', 'validate'], settings)
    expect(validated.code).toBe(1)
    expect(validated.stderr).toContain(place)
    const rules = await linkmeter(['slo', 'rules'], settings)
    expect(rules.code).toBe(1)
    expect(rules.stderr).toContain(place)
    expect(rules.stdout).toContain('slo="throttling"')
    expect(rules.stdout).not.toContain('slo="bad-target"')
  })

  test('the others go on, ours and the user’s', () => {
    expect(report.code).toBe(0)
    const names = (JSON.parse(report.stdout) as ReportEntry[]).map(({ slo }) => slo)
    expect(names).toEqual(expect.arrayContaining(['throttling', 'm03-action-success']))
    for (const name of [...Object.keys(wrong), 'bad-target']) expect(names).not.toContain(name)
  })
})

/** What the log on stderr says is left out, and why. */
function problems({ stderr }: Ended): string[] {
  return stderr
    .split('\n')
    .filter((line) => line.includes('an SLO is left out'))
    .map((line) => (JSON.parse(line) as { problem: string }).problem)
}

async function scrapeUntil(service: RunningService, prefix: string): Promise<string[]> {
  const deadline = Date.now() + 50_000
  for (;;) {
    const lines = (await (await fetch(`${service.address}/metrics`)).text()).split('\n')
    if (lines.some((line) => line.startsWith(prefix))) return lines
    if (Date.now() > deadline) throw new Error(`no ${prefix} in /metrics: ${service.stderr()}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
