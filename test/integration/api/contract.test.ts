/** Every endpoint answers as its description says: with data, without any, and says so when the store is down. */
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Store, StoreFailure } from '../../../src/clickhouse/store.ts'
import { catalogue } from '../../../src/web/api/catalogue.ts'
import { startApi, type TestApi } from '../../support/api.ts'
import { type Measuring, openMeasuring } from '../../support/measuring.ts'
import { smallPlan, tellHistory } from '../../support/simulated-history.ts'

/** What is asked of each endpoint; every one must be here. */
const asked: Readonly<Record<string, readonly string[]>> = {
  status: ['/status'],
  changes: ['/changes'],
  overview: ['/overview', '/overview?account=222222222222', '/overview?role=reader'],
  list_slos: ['/slos', '/slos?account=222222222222', '/slos?role=reader', '/slos?at=2020-01-01T00:00:00Z'],
  slo: [
    '/slos/m03-action-success',
    '/slos/m08-permission-drift?account=222222222222',
    '/slos/a07-infrastructure-drift?role=reader',
    '/slos/m05-audit-delivery-compliance?at=2020-01-01T00:00:00Z',
  ],
  oncall: ['/oncall', '/oncall?account=222222222222&role=reader'],
  list_links: [
    '/links',
    '/links?search=a&flags=unowned,without_consent&sort=owner&order=ascending&limit=5',
    '/links?expiring_days=30&state=active&sort=expires_at&offset=2',
  ],
  weekly_review: ['/reviews/weekly', '/reviews/weekly?account=222222222222'],
  monthly_review: ['/reviews/monthly', '/reviews/monthly?role=reader'],
  trace: ['/traces/0af7651916cd43dd8448eb211c80319c'],
  brokers: ['/debug/brokers'],
  failures: ['/debug/failures', '/debug/failures?account=222222222222&role=reader'],
  exchange_failures: ['/debug/exchange-failures'],
  permission_changes: ['/debug/permission-changes'],
  quotas: ['/debug/quotas'],
  anomalies: ['/debug/anomalies'],
  failed_deliveries: ['/debug/deliveries'],
  list_dead_letters: ['/dead-letters', '/dead-letters?state=any&reason=not_json&limit=3'],
  cookbook: ['/cookbook'],
  views: ['/views'],
  revocations: ['/revocations', '/revocations?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&role=reader'],
}

/** What is asked of a link, once there is one. */
const askedOfLink: Readonly<Record<string, readonly string[]>> = {
  link: ['/links/{link}'],
  link_timeline: ['/links/{link}/timeline', '/links/{link}/timeline?kinds=action,audit&limit=3'],
}

const reading = catalogue.filter(({ method }) => method === 'GET')
const paths = Object.values(asked).flat()
const now = Math.floor(Date.now() / 60_000) * 60_000

let measuring: Measuring
let api: TestApi

beforeAll(async () => {
  measuring = await openMeasuring()
  api = await startApi(measuring.store, measuring.slis)
})
afterAll(async () => {
  await api.stop()
  await measuring.close()
})

test('every endpoint that reads is asked here', () => {
  expect(Object.keys({ ...asked, ...askedOfLink }).toSorted()).toEqual(
    reading.map(({ name }) => name).toSorted(),
  )
})

test('the description is sound OpenAPI 3.1', async () => {
  const description = (await (await api.server.fetch('/api/v1/openapi.json')).json()) as Record<
    string,
    unknown
  >
  const { valid, errors } = await new Validator().validate(description)
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
})

describe('without a single event', () => {
  test.each(paths)('%s is as described', async (path) => {
    await api.get(path)
  })
})

describe('with a history', () => {
  beforeAll(async () => {
    await tellHistory(measuring, smallPlan(now))
    await api.stop()
    // Another one: what was answered before is kept for seconds.
    api = await startApi(measuring.store, measuring.slis)
  })

  test.each(paths)('%s is as described', async (path) => {
    await api.get(path)
  })

  test.each(Object.values(askedOfLink).flat())('%s is as described', async (path) => {
    const { links } = (await api.get('/links?sort=last_used&limit=1')) as { links: { id: string }[] }
    await api.get(path.replace('{link}', links[0]?.id ?? ''))
  })

  test.each(paths)('%s has a tag, and is not sent again to who has it', async (path) => {
    const first = await api.server.fetch(`/api/v1${path}`)
    const tag = first.headers.get('etag') ?? ''
    expect(tag).toMatch(/^"[\w-]{22}"$/)
    expect(first.headers.get('cache-control')).toBe('no-store')
    const again = await api.server.fetch(`/api/v1${path}`, { headers: { 'If-None-Match': tag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  // In three days there is nothing to review of a month; traces.test.ts has something.
  test.each(
    reading
      .filter(({ name, csv }) => csv !== null && name !== 'monthly_review')
      .map(({ name }) => [name, asked[name]?.[0] ?? '']),
  )('%s is there as CSV, too', async (_, path) => {
    const response = await api.server.fetch(`/api/v1${path}?format=csv`)
    const lines = (await response.text()).trimEnd().split('\r\n')
    expect(response.headers.get('content-type')).toContain('text/csv')
    expect(lines.length).toBeGreaterThan(1)
    const commas = new Set(lines.map((line) => line.replace(/"[^"]*"/g, '').split(',').length))
    expect(commas.size).toBe(1)
  })
})

describe('with the store down', () => {
  const broken = new StoreFailure('connect ECONNREFUSED', { retriable: true, code: null })
  const refuse = () => Promise.reject(broken)
  const down: Store = {
    ...{ place: 'nowhere', rows: refuse, read: refuse, run: refuse, insertRows: refuse, insert: refuse },
    close: async () => {},
  }
  let blind: TestApi
  beforeAll(async () => {
    blind = await startApi(down, measuring.slis)
  })
  afterAll(() => blind.stop())

  test.each(paths.filter((path) => path !== '/status' && path !== '/cookbook'))(
    '%s says that results cannot be read',
    async (path) => {
      const response = await blind.server.fetch(`/api/v1${path}`)
      const { error } = (await response.json()) as { error: { code: string } }
      expect([response.status, error.code, response.headers.get('retry-after')]).toEqual([
        503,
        'results_unreadable',
        '5',
      ])
    },
  )

  test('the status says that the store cannot be reached, and that everything is stale', async () => {
    const status = (await blind.get('/status')) as { store: unknown; stale: string[] }
    expect(status.store).toEqual({ reachable: false })
    expect(status.stale).toHaveLength(measuring.slis.length)
  })
})

describe('what is not there', () => {
  test.each([
    ['/slos/m99-nothing', 'slo_unknown'],
    ['/links/abc', 'link_unknown'],
    [`/links/${Buffer.from('a\nb\nc').toString('base64url')}`, 'link_unknown'],
    ['/nothing', 'route_unknown'],
  ])('%s is not found', async (path, code) => {
    const response = await api.server.fetch(`/api/v1${path}`)
    const { error } = (await response.json()) as { error: { code: string } }
    expect([response.status, error.code]).toEqual([404, code])
  })
})

describe('a question that is not understood', () => {
  test.each([
    ['/slos?acount=1', 'Unrecognized key: "acount"'],
    ['/slos?at=yesterday', 'at: expected a time such as 2026-01-15T12:00:00Z'],
    ['/slos?at=2026-01-15T12:00:00Z&role=reader', 'at: cannot be combined with account or role'],
    ['/slos?account=a&account=b', 'account: '],
    ['/status?format=csv', 'format: expected json'],
    ['/links?limit=0', 'limit: '],
    ['/links?sort=risk', 'sort: '],
    ['/links?flags=un-owned', 'flags: expected flags, separated by commas'],
    ['/revocations?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z', 'from: expected up to 7 days'],
  ])('%s is refused and told why', async (path, why) => {
    const response = await api.server.fetch(`/api/v1${path}`)
    const { error } = (await response.json()) as { error: { code: string; message: string } }
    expect([response.status, error.code]).toEqual([400, 'parameters_invalid'])
    expect(error.message).toContain(why)
  })
})
