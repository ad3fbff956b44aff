/** GET /status: whether what the other endpoints tell can be trusted: the store, the inputs, the jobs. Answers without a store, too. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { within } from '../within.ts'
import { type ApiSources, endpoint } from './endpoint.ts'
import { parametersOf } from './parameters.ts'
import { latestStandings, standingsOf } from './slo-standing.ts'

const moment = z.iso.datetime()
const count = z.number()

const input = z.object({
  source: z.string(),
  topic: z.string(),
  transport: z.enum(['kafka', 'http']),
  state: z.enum(['live', 'behind', 'silent', 'retired']),
  kinds: z.array(z.string()),
  newest_event: moment,
  last_received_at: moment,
  quiet_s: count,
  usual_gap_s: z.number().nullable(),
  unread: count.nullable().describe('Messages not stored; null where nothing tells, as over HTTP'),
  lag_s: count.nullable(),
  events: count.describe('Repeats included'),
  late: count,
  too_late: count,
})

export const status = endpoint({
  name: 'status',
  path: '/status',
  summary: 'The store, the inputs, the jobs, the version; what is stale',
  parameters: parametersOf({}),
  answer: z.object({
    at: moment,
    version: z.string(),
    store: z.object({ reachable: z.boolean() }),
    evaluated_at: moment.nullable().describe('The newest evaluation of any SLO'),
    computed_to: moment.nullable().describe('Up to when the tiers of every SLO have been looked at'),
    slos: count,
    stale: z.array(z.string()).describe('SLOs that were not evaluated in the last five minutes'),
    incomplete: z.array(z.string()).describe('SLOs whose inputs are behind or silent'),
    inputs: z.array(input),
  }),
  read: async (_, { store, readings, slos, clock, version }) => {
    const now_ms = clock.now()
    const known = await within(STORE_MS, readKnown({ store, readings, slos, clock }))
    const facts = { at: new Date(now_ms).toISOString(), version, slos: slos.length }
    if (known.ended === 'in time') return { ...facts, ...known.value, store: { reachable: true } }
    const stale = slos.map(({ slo }) => slo.name)
    const nothing = { evaluated_at: null, computed_to: null, stale, incomplete: [], inputs: [] }
    return { ...facts, ...nothing, store: { reachable: false } }
  },
})

/** The page asks for this when something is wrong: it must not wait long to be told so. */
const STORE_MS = 3_000

/** Not from readings alone: kept ones say nothing of the store. */
async function readKnown({
  store,
  readings,
  slos,
  clock,
}: Pick<ApiSources, 'store' | 'readings' | 'slos' | 'clock'>) {
  const definitions = slos.map(({ slo }) => slo)
  const [rows, inputs, computed] = await Promise.all([
    readings.get(latestStandings),
    store.rows<z.output<typeof input>>(readSql('queries/api/inputs')),
    computedTo(
      store,
      definitions.map(({ name }) => name),
    ),
  ])
  const standings = standingsOf(definitions, rows, clock.now())
  return {
    evaluated_at:
      standings
        .map(({ evaluated_at }) => evaluated_at ?? '')
        .toSorted()
        .at(-1) || null,
    computed_to: computed.length < slos.length ? null : (computed.toSorted()[0] ?? null),
    stale: standings.filter(({ is_stale }) => is_stale).map(({ slo }) => slo),
    incomplete: standings.filter(({ input }) => input.waiting.length > 0).map(({ slo }) => slo),
    inputs,
  }
}

async function computedTo(store: Store, slos: string[]): Promise<string[]> {
  const rows = await store.rows<{ computed_to: string }>(readSql('queries/api/job-freshness'), { slos })
  return rows.map(({ computed_to }) => computed_to)
}
