/** What people and scrapers ask, as the page asks it: the questions of each view, together, and how often. */
import { LEISURELY_MS, LIVE_MS } from '../../../src/page/api/pace.ts'

export interface View {
  readonly name: string
  /** Of a hundred readers, so many look at it. */
  readonly share: number
  readonly every_ms: number
  readonly questions: readonly Question[]
}

interface Question {
  /** As docs/api.md names it. */
  readonly endpoint: string
  readonly path: (reader: Subject) => string
}

/** What a reader looks at. */
export interface Subject {
  readonly slo: string
  /** As in /links/{id}. */
  readonly link: string
  readonly correlation_id: string
  /** Of the filter on top of the page; '' for most. */
  readonly account: string
}

/** Prometheus' usual interval, and that of deploy/prometheus.yml. */
const SCRAPE_MS = 15_000

export const views: readonly View[] = [
  { name: 'overview', share: 24, every_ms: LIVE_MS, questions: [scoped('/overview'), scoped('/slos')] },
  { name: 'on-call', share: 24, every_ms: LIVE_MS, questions: [scoped('/oncall'), scoped('/revocations')] },
  { name: 'objectives', share: 10, every_ms: LIVE_MS, questions: [scoped('/slos')] },
  {
    ...{ name: 'one objective', share: 12, every_ms: LIVE_MS },
    questions: [api('/slos/{name}', ({ slo, account }) => `/slos/${slo}${filter(account)}`), api('/status')],
  },
  {
    ...{ name: 'links', share: 8, every_ms: LEISURELY_MS },
    questions: [api('/links', ({ account }) => `/links${filter(account, 'limit=100&offset=0')}`)],
  },
  {
    ...{ name: 'one link', share: 8, every_ms: LEISURELY_MS },
    questions: [
      api('/links/{id}', ({ link }) => `/links/${link}`),
      api('/links/{id}/timeline', ({ link }) => `/links/${link}/timeline?limit=50`),
    ],
  },
  {
    ...{ name: 'debug', share: 4, every_ms: LEISURELY_MS },
    questions: [
      ...['failures', 'exchange-failures', 'permission-changes', 'quotas', 'anomalies', 'deliveries'].map(
        (part) => scoped(`/debug/${part}`),
      ),
      ...['/debug/brokers', '/status', '/dead-letters'].map((path) => api(path)),
    ],
  },
  {
    ...{ name: 'trace', share: 2, every_ms: LEISURELY_MS },
    questions: [api('/traces/{id}', ({ correlation_id }) => `/traces/${correlation_id}`)],
  },
  {
    ...{ name: 'reviews', share: 2, every_ms: LEISURELY_MS },
    questions: [scoped('/reviews/weekly'), scoped('/reviews/monthly')],
  },
  { name: 'queries', share: 2, every_ms: LEISURELY_MS, questions: [api('/cookbook'), api('/views')] },
  {
    ...{ name: 'metrics', share: 4, every_ms: SCRAPE_MS },
    questions: [{ endpoint: '/metrics', path: () => '/metrics' }],
  },
]

function scoped(path: string): Question {
  return api(path, ({ account }) => `${path}${filter(account)}`)
}

function api(endpoint: string, path: (subject: Subject) => string = () => endpoint): Question {
  return { endpoint, path: (subject) => `/api/v1${path(subject)}` }
}

function filter(account: string, more = ''): string {
  const query = [account === '' ? '' : `account=${account}`, more].filter((part) => part !== '').join('&')
  return query === '' ? '' : `?${query}`
}
