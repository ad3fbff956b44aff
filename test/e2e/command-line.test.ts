/** The command line as its users meet it: what it teaches, what it refuses and how it says so, beside a service and alone. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { type Ended, linkmeter, main, type RunningService, startService } from '../support/service.ts'
import { action, makeWorkplace, type Workplace } from '../support/workplace.ts'

const HOUR_MS = 3_600_000
/** 14:00 of yesterday: far from now, within every objective's window. */
const begin = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 24 * HOUR_MS
const moment = (minute: number) => new Date(begin + minute * 60_000).toISOString()

let workplace: Workplace
let service: RunningService

beforeAll(async () => {
  workplace = await makeWorkplace()
  service = await startService(workplace.settings)
})

afterAll(async () => {
  await service?.stop()
  await workplace?.remove()
})

/** The settings of another folder, in which nothing runs. */
function elsewhere(name: string): { LINKMETER_DATA_DIR: string } {
  return { LINKMETER_DATA_DIR: join(workplace.folder, name) }
}

/** A failure is one sentence with its remedy on stderr, nothing on stdout, and never a stack trace. */
function expectSentence(ended: Ended, code: number, ...says: (string | RegExp)[]) {
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' })
  const told = ended.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'))
  expect(told, ended.stderr).toHaveLength(1)
  expect(told[0]).toMatch(/^linkmeter: [^.].*\.$/)
  for (const words of says) expect(told[0]).toMatch(words)
}

describe('help', () => {
  const commands = ['demo', 'serve', 'import', 'report', 'sql', 'exclusion', 'inputs', 'migrate']

  it('lists every command, where to start, and what the exit codes mean', async () => {
    const { code, stdout, stderr } = await linkmeter(['--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} .*\\w`, 'm'))
    expect(stdout).toMatch(/Start here:\n {2}linkmeter demo/)
    expect(stdout).toContain('Exit codes: 0 done, 1 failed, 2 wrong usage.')
  })

  it.each(commands)('of %s says what it does and shows examples', async (command) => {
    const { code, stdout, stderr } = await linkmeter([command, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^Usage: linkmeter ${command}`))
    expect(stdout).toMatch(new RegExp(`Examples:\n(  .*\n)*  .*linkmeter ${command}`))
  })

  it('is what a call without a command gets, on stderr, as wrong usage', async () => {
    const { code, stdout, stderr } = await linkmeter([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Start here:')
  })
})

describe('wrong usage', () => {
  it.each([
    { of: 'an unknown command', parameters: ['frobnicate'], says: 'frobnicate' },
    { of: 'an unknown option', parameters: ['report', '--frob'], says: '--frob' },
    { of: 'a superfluous argument', parameters: ['migrate', 'now'], says: 'Too many arguments' },
    { of: 'a missing option', parameters: ['import', 'x.json'], says: '--source' },
    { of: 'an unknown source', parameters: ['import', '--source', 'syslog', 'x.json'], says: 'cloudtrail' },
    {
      of: 'an unknown role',
      parameters: ['serve', '--roles', 'ingest,boss'],
      says: /boss.*ingest, jobs, web/,
    },
    { of: 'a choice that is none', parameters: ['report', '--by', 'moon'], says: 'account, role, link' },
    {
      of: 'a time without a zone',
      parameters: ['report', '--at', '2026-11-01'],
      says: '2026-11-01T00:00:00Z',
    },
    { of: 'an unknown command with a remedy', parameters: ['imprt'], says: /Did you mean import/ },
  ])('is told in one sentence: $of', async ({ parameters, says }) => {
    expectSentence(await linkmeter(parameters, elsewhere('unused')), 2, says)
  })
})

describe('wrong settings', () => {
  it('are all named at once, without their values', async () => {
    const { code, stdout, stderr } = await linkmeter(['serve'], {
      ...elsewhere('unused'),
      KAFKA_BROKERS: 'nowhere',
      KAFKA_TOPICS: 'events=syslog',
      KAFKA_SASL_PASSWORD: 'hunter2',
      CLICKHOUSE_URL: 'ftp://somewhere',
      LINKMETER_PORT: 'eighty',
      LINKMETER_HOST: '0.0.0.0',
      LOG_LEVEL: 'loud',
    })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    for (const name of [
      'KAFKA_BROKERS',
      'KAFKA_TOPICS',
      'KAFKA_SASL_MECHANISM',
      'CLICKHOUSE_URL',
      'LINKMETER_PORT',
      'LINKMETER_READ_TOKEN',
      'LINKMETER_INGEST_TOKEN',
      'LINKMETER_ADMIN_TOKEN',
      'LOG_LEVEL',
    ]) {
      expect(stderr).toMatch(new RegExp(`^${name}: `, 'm'))
    }
    expect(stderr).toMatch(/^Correct them .*docs\/settings\.md/m)
    expect(stderr).not.toMatch(/hunter2| {4}at /)
  })
})

describe('what cannot be reached', () => {
  const within_s = 15

  it.each([
    { what: 'a broker, by serve', command: 'serve', KAFKA_BROKERS: '127.0.0.1:1', says: /KAFKA_BROKERS/ },
    { what: 'a broker, by demo', command: 'demo', KAFKA_BROKERS: '127.0.0.1:1', says: /KAFKA_BROKERS/ },
    {
      what: 'ClickHouse, by serve',
      command: 'serve',
      CLICKHOUSE_URL: 'http://127.0.0.1:1',
      says: /CLICKHOUSE_URL/,
    },
    {
      what: 'ClickHouse, by report',
      command: 'report',
      CLICKHOUSE_URL: 'http://127.0.0.1:1',
      says: /CLICKHOUSE_URL/,
    },
  ])(
    'is told in one sentence within a few seconds: $what',
    async ({ command, says, what: _, ...settings }) => {
      const began = performance.now()
      const ended = await linkmeter([command], {
        ...elsewhere(`unreached-${command}`),
        LINKMETER_PORT: '0',
        ...settings,
      })
      const seconds = (performance.now() - began) / 1000
      const told = ended.stderr.split('\n').filter((line) => line.startsWith('linkmeter: '))
      expect(ended.code).toBe(1)
      expect(told.join('\n')).toMatch(/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/)
      expect(told.join('\n')).toMatch(says)
      expect(ended.stderr).not.toMatch(/ {4}at /)
      expect(seconds).toBeLessThan(within_s)
    },
  )

  it('a topic that does not exist is named', async () => {
    const ended = await linkmeter(['serve'], {
      ...elsewhere('topicless'),
      LINKMETER_PORT: '0',
      KAFKA_BROKERS: inject('brokers'),
      KAFKA_TOPICS: 'never-made=native',
    })
    expectSentence(ended, 1, 'topic never-made does not exist', 'KAFKA_TOPICS')
  })

  it('a port in use is named', async () => {
    const { port } = new URL(service.address)
    const ended = await linkmeter(['serve'], { ...elsewhere('portless'), LINKMETER_PORT: port })
    expectSentence(ended, 1, `127.0.0.1:${port} is already in use`, 'LINKMETER_PORT')
  })
})

describe('a data folder', () => {
  it('in use is refused to a second service, with the remedy', async () => {
    const ended = await linkmeter(['serve'], { ...workplace.settings, LINKMETER_PORT: '0' })
    expectSentence(ended, 1, `${workplace.data} is in use`, 'LINKMETER_DATA_DIR')
  })

  it('that is a file is refused', async () => {
    const path = await workplace.file('no-folder', '')
    expectSentence(await linkmeter(['report'], { LINKMETER_DATA_DIR: path }), 1, path, 'LINKMETER_DATA_DIR')
  })
})

describe('paths to import', () => {
  const importing = (path: string) => linkmeter(['import', '--source', 'native', path], workplace.settings)

  it('that do not exist are named', async () => {
    expectSentence(await importing(join(workplace.folder, 'nowhere')), 1, 'nowhere does not exist')
  })

  it('that hold no file with events are named', async () => {
    await mkdir(join(workplace.folder, 'empty'))
    await workplace.file('empty/notes.txt', 'no events')
    expectSentence(await importing(join(workplace.folder, 'empty')), 1, 'empty holds no file', '.jsonl')
  })

  it('that cannot be read are named', async () => {
    // Nobody can read a link to itself; a file without rights keeps everyone out but root.
    const loop = join(workplace.folder, 'loop.jsonl')
    await symlink(loop, loop)
    expectSentence(await importing(loop), 1, 'loop.jsonl cannot be read')
    if (process.getuid?.() === 0) return
    const secret = await workplace.file('secret.jsonl', '')
    await chmod(secret, 0)
    expectSentence(await importing(secret), 1, 'secret.jsonl cannot be read')
  })
})

describe('beside a running service', () => {
  it('import stores what the service did not know, and ends with one line on stdout', async () => {
    const path = await workplace.file(
      'events.jsonl',
      eventsOfTwoLinks.map((event) => JSON.stringify(event)).join('\n'),
    )
    const { code, stdout, stderr } = await linkmeter(['import', '-s', 'native', path], workplace.settings)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe('{"read":7,"stored":7,"duplicates":0,"rejected":0}\n')
    expect(await workplace.number('SELECT count() FROM actions')).toBe(7)
  })

  it('sql reads it, in the format asked for', async () => {
    const query = 'SELECT outcome, count() AS n FROM actions GROUP BY outcome ORDER BY outcome'
    const asked = await linkmeter(['sql', query, '--format', 'JSONEachRow'], workplace.settings)
    expect(asked).toEqual({
      code: 0,
      stdout:
        '{"outcome":"auth_error","n":1}\n{"outcome":"business_error","n":1}\n{"outcome":"success","n":5}\n',
      stderr: '',
    })
    const inQuery = await linkmeter(['sql', `${query} FORMAT CSV;`], workplace.settings)
    expect(inQuery.stdout).toBe('"auth_error",1\n"business_error",1\n"success",5\n')
  })

  it('migrate finds nothing to do, as often as it is run', async () => {
    for (const _ of ['once', 'twice']) {
      const { code, stdout, stderr } = await linkmeter(['migrate'], workplace.settings)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/linkmeter\.sock: nothing to do\n$/)
    }
  })

  it('the service logs to stderr only', () => {
    expect(service.stdout()).toBe('')
    const [line = ''] = service.stderr().split('\n')
    expect(JSON.parse(line)).toMatchObject({ level: 'info' })
  })
})

describe('migrate alone', () => {
  it('names what it applied, and the second time has nothing to do', async () => {
    const fresh = elsewhere('fresh')
    const first = await linkmeter(['migrate'], fresh)
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toMatch(/fresh: applied 010-dirty-minutes, .*031-action/)
    const second = await linkmeter(['migrate'], fresh)
    expect(second).toMatchObject({
      code: 0,
      stderr: '',
      stdout: `${fresh.LINKMETER_DATA_DIR}: nothing to do\n`,
    })
  })
})

/** Link 1 → reader → 2: three successes, a denial and a business error. Link 1 → writer → 3: two successes. */
const eventsOfTwoLinks = [
  ...[0, 1, 2].map((n) => action(`r${n}`, { ...reader(), time: moment(n) })),
  action('r3', { ...reader(), time: moment(3), outcome: 'auth_error', error_type: 'access_denied' }),
  action('r4', { ...reader(), time: moment(4), outcome: 'business_error' }),
  ...[5, 6].map((n) =>
    action(`w${n}`, { ...reader(), role: 'writer', target_account: '3', time: moment(n) }),
  ),
]

function reader() {
  return { source_account: '1', target_account: '2', role: 'reader' }
}

describe('report', () => {
  const m03 = ['report', '--slo', 'm03-action-success']

  async function json(parameters: readonly string[]): Promise<z.infer<typeof reportShape>> {
    const { code, stdout, stderr } = await linkmeter([...parameters, '--format', 'json'], workplace.settings)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return reportShape.parse(JSON.parse(stdout))
  }

  it('as JSON has the documented shape, nothing more and nothing less, for every SLO', async () => {
    const report = await json(['report'])
    expect(report.map(({ slo }) => slo)).toContain('m05-audit-delivery-compliance')
    expect(report.find(({ slo }) => slo === 'm02-token-issuance-latency')).toMatchObject({
      status: 'no_data',
      total: 0,
      ratio: null,
      values: { p95_seconds: null },
    })
  })

  it('counts what was stored: 5 good of 6, the business error being neither', async () => {
    const [entry] = await json(m03)
    expect(entry).toMatchObject({
      slo: 'm03-action-success',
      status: 'breached',
      objective: 0.995,
      good: 5,
      total: 6,
      ratio: 5 / 6,
      breakdown: { auth_error: 1, business_error: 1 },
      budget: { consumed: 1 },
      input: { complete: true, newest_event: moment(6) },
      groups: [],
    })
    expect(entry?.budget.allowed).toBeCloseTo(0.03, 9)
  })

  it('--at shows what was known to have happened by then', async () => {
    const [before] = await json([...m03, '--at', moment(0)])
    expect(before).toMatchObject({ status: 'no_data', good: 0, total: 0, ratio: null })
    const [midway] = await json([...m03, '--at', moment(3)])
    expect(midway).toMatchObject({ status: 'met', good: 3, total: 3, ratio: 1, window: { to: moment(3) } })
  })

  it.each([
    {
      by: 'link',
      groups: [
        { source_account: '1', role: 'reader', target_account: '2' },
        { source_account: '1', role: 'writer', target_account: '3' },
      ],
    },
    { by: 'account', groups: [{ target_account: '2' }, { target_account: '3' }] },
    { by: 'role', groups: [{ role: 'reader' }, { role: 'writer' }] },
  ])('--by $by adds up each group, the worst first', async ({ by, groups: [worst, best] }) => {
    const [entry] = await json([...m03, '--by', by])
    expect(entry?.groups).toMatchObject([
      { key: worst, good: 3, total: 4, ratio: 0.75 },
      { key: best, good: 2, total: 2, ratio: 1, remaining_ratio: 1 },
    ])
  })

  it('as a table has a line for each SLO and its groups, and a dash for what is unknown', async () => {
    const { code, stdout } = await linkmeter(['report', '--by', 'link'], workplace.settings)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^m03-action-success +breached +83\.333 % +99\.50 % +5 \/ 6 /m)
    expect(stdout).toMatch(/^ {2}1 → reader → 2 +75\.000 % +3 \/ 4 /m)
    expect(stdout).toMatch(/^m02-token-issuance-latency +no data +– +95\.00 % +0 \/ 0 +– +– +–$/m)
  })

  it('of an SLO that does not exist names those that do', async () => {
    const ended = await linkmeter(['report', '--slo', 'unknown'], workplace.settings)
    expectSentence(ended, 1, 'no SLO named unknown', 'm03-action-success')
  })
})

describe('sql', () => {
  const sql = (query: string, ...more: string[]) => linkmeter(['sql', query, ...more], workplace.settings)

  it.each([
    'INSERT INTO actions (event_id) VALUES (1)',
    'WITH 1 AS one INSERT INTO raw_actions (event_id) SELECT toString(one)',
    'ALTER TABLE raw_actions DELETE WHERE 1',
    'DROP TABLE raw_actions',
    '/* SELECT */ TRUNCATE TABLE raw_actions',
    'SET max_threads = 1',
    'SYSTEM FLUSH LOGS',
  ])('refuses to write: %s', async (query) => {
    expectSentence(await sql(query), 2, /only reads/)
    expect(await workplace.number('SELECT count() FROM raw_actions')).toBe(7)
  })

  it('refuses to write a file', async () => {
    const file = join(workplace.folder, 'out.csv')
    expectSentence(await sql(`SELECT 1 INTO OUTFILE '${file}'`), 2, 'INTO OUTFILE')
    expect(existsSync(file)).toBe(false)
  })

  it('refuses a second statement', async () => {
    expectSentence(await sql('SELECT 1; DROP TABLE raw_actions'), 1, 'Multi-statements are not allowed')
    expect(await workplace.number('SELECT count() FROM raw_actions')).toBe(7)
  })

  it.each([
    {
      of: 'an unknown column',
      query: `SELECT nope, ${'outcome, '.repeat(200)} 1 FROM actions`,
      says: '`nope`',
    },
    { of: 'an unknown table', query: `SELECT ${'1, '.repeat(200)} 1 FROM nowhere`, says: 'nowhere' },
    { of: 'a syntax error', query: 'SELECT 1 FROM actions WHRE 1', says: 'position 28' },
    { of: 'an unknown format', query: 'SELECT 1 FORMAT Nope', says: 'Nope' },
  ])('tells $of in a line, without repeating the query', async ({ query, says }) => {
    const ended = await sql(query)
    expectSentence(ended, 1, 'The query failed: ', says)
    expect(ended.stderr.length).toBeLessThan(250)
  })

  it('ends quietly when its reader has seen enough', async () => {
    const command = `"${process.execPath}" "${main}" sql 'SELECT number FROM numbers(2000000)' -f TSV | head -n 2`
    const env = { PATH: process.env['PATH'], ...workplace.settings }
    expect(await promisify(execFile)('sh', ['-c', command], { env })).toEqual({
      stdout: '0\n1\n',
      stderr: '',
    })
  })
})

const ratio = z.number().nullable()
const time = z.iso.datetime()

/** DESIGN's shape of `report --format json`. */
const reportShape = z.array(
  z.strictObject({
    slo: z.string(),
    kind: z.enum(['ratio', 'count', 'level']),
    title: z.string(),
    objective: z.number(),
    window: z.strictObject({ from: time, to: time }),
    status: z.enum(['met', 'breached', 'no_data', 'incomplete']),
    good: z.int(),
    total: z.int(),
    excluded: z.int(),
    gross: z.strictObject({ good: z.int(), total: z.int(), ratio }).nullable(),
    pending: z.int(),
    ratio,
    breakdown: z.record(z.string(), z.int()),
    budget: z.strictObject({
      allowed: z.number(),
      consumed: z.number(),
      remaining_ratio: ratio,
      remaining_count: z.int().optional(),
      exhausted_at: time.nullable(),
      exhausts_at: time.nullable(),
    }),
    burn_rate: z.record(z.string().regex(/^\d+[mhd]$/), ratio),
    values: z.record(z.string().regex(/_(seconds|ratio)$|^cost_per_unit/), ratio),
    input: z.strictObject({
      complete: z.boolean(),
      newest_event: time.nullable(),
      waiting: z.array(z.string()),
    }),
    groups: z.array(
      z.strictObject({
        key: z.record(z.string(), z.string()),
        good: z.int(),
        total: z.int(),
        excluded: z.int(),
        ratio,
        remaining_ratio: ratio,
      }),
    ),
  }),
)
