/** What tests of ingest need: a source of plain actions, a store that records and fails on demand, a quiet logger. */
import { Registry } from 'prom-client'
import type { Block, Store } from '../../src/clickhouse/store.ts'
import type { SourceDefinition, Told } from '../../src/events/source.ts'
import { checkEvent, rejected } from '../../src/events/told.ts'
import type { Delivery } from '../../src/ingest/delivery.ts'
import { ingestMetrics } from '../../src/ingest/metrics.ts'
import { createPipeline, type PipelineLimits } from '../../src/ingest/pipeline.ts'

export const noon = Date.UTC(2025, 0, 15, 12)

/** Reads one action, or a list of them; `{"also":"audit"}` tells an audit event of the same id beside it. */
export const testSource: SourceDefinition = {
  source: 'test',
  summary: 'Actions for tests.',
  is_audit_log: false,
  carries_correlation_id: true,
  tell: (message) => {
    if (message.value === null) return [{ ok: true, events: [] }]
    const text = message.value.toString()
    if (text === 'throw') throw new RangeError('defect with a secret')
    if (!/^[[{]/.test(text)) return [rejected('not_json', 'no JSON')]
    const document: unknown = JSON.parse(text)
    const records = (Array.isArray(document) ? document : [document]) as Record<string, unknown>[]
    return records.map((record): Told => {
      const action = checkEvent('action', record, message)
      if (!action.ok) return action
      if (record['also'] !== 'audit') return { ok: true, events: [action.event] }
      const audit = checkEvent('audit', { ...record, decision: 'allow', log_source: 'test' }, message)
      return audit.ok ? { ok: true, events: [action.event, audit.event] } : audit
    })
  },
}

export function actionOf(event_id: string, more: object = {}): Buffer {
  return Buffer.from(JSON.stringify({ event_id, time: noon, outcome: 'success', ...more }))
}

export function deliveryOf(
  values: readonly (Buffer | string | null)[],
  more: Partial<Delivery> = {},
): Delivery {
  return {
    source: testSource,
    topic: 'topic',
    partition: 0,
    messages: values.map((value, offset) => ({
      value: typeof value === 'string' ? Buffer.from(value) : value,
      headers: {},
      offset,
      delivered_at: null,
    })),
    ...more,
  }
}

/** A store that only counts: what was inserted, in which order; each insert waits for `gate` and may fail. */
export function createRecordingStore() {
  const inserts: { table: string; rows: number }[] = []
  const failures: Error[] = []
  let gate: Promise<void> = Promise.resolve()
  const store: Store = {
    place: 'a test',
    rows: async () => [],
    read: async () => Buffer.alloc(0),
    run: async () => undefined,
    insertRows: async () => undefined,
    insert: async (table: string, block: Block) => {
      inserts.push({ table, rows: block.rows })
      await gate
      const failure = failures.shift()
      if (failure !== undefined) throw failure
    },
    close: async () => undefined,
  }
  return {
    store,
    /** Every attempt, the failed ones too. */
    inserts,
    /** The failures of the next attempts, one each. */
    failures,
    /** Holds inserts back until the returned function is called. */
    hold(): () => void {
      let release: () => void = () => undefined
      gate = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
  }
}

/** A pipeline that notes what it logs, with waits short enough for tests. */
export function testPipeline(store: Store, limits: Partial<PipelineLimits> = {}) {
  const log: { level: string; facts: Record<string, unknown>; message: string }[] = []
  const note = (level: string) => (facts: unknown, message?: string) => {
    log.push({ level, facts: facts as Record<string, unknown>, message: message ?? '' })
  }
  const registry = new Registry()
  const pipeline = createPipeline({
    store,
    // Not the events' time: retention runs from when an event was taken.
    clock: Date,
    logger: { debug: note('debug'), warn: note('warn'), error: note('error') },
    metrics: ingestMetrics(registry),
    limits: { wait_ms: 20, backoff: { first_ms: 1, longest_ms: 4 }, ...limits },
  })
  /** The value of a metric's series; 0 when there is none. */
  async function metric(name: string, labels: Record<string, string> = {}): Promise<number> {
    const found = await registry.getSingleMetric(name)?.get()
    const series = found?.values.find((value) =>
      Object.entries(labels).every(([label, text]) => value.labels[label as never] === text),
    )
    return series?.value ?? 0
  }
  return { pipeline, log, metric }
}
