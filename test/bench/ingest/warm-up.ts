/** Before time begins, every side's process stores the same events by hand: code is compiled, the library is in memory. */
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { Store } from '../../../src/clickhouse/store.ts'
import { native } from '../../../src/events/sources/native.ts'
import { ingestMetrics } from '../../../src/ingest/metrics.ts'
import { createPipeline } from '../../../src/ingest/pipeline.ts'
import { actionMessage, startOfTraffic } from './action-message.ts'

const EVENTS = 131_072
const SLICE = 8_192
const TWO_DAYS_MS = 2 * 86_400_000

/** Gives how many rows it left in the table, of another day than the traffic's. */
export async function warmUp(store: Store): Promise<number> {
  const pipeline = createPipeline({
    store,
    clock: Date,
    logger: pino({ level: 'warn' }, process.stderr),
    metrics: ingestMetrics(new Registry()),
  })
  const start_ms = startOfTraffic(Date.now()) - TWO_DAYS_MS
  for (let first = 0; first < EVENTS; first += SLICE) {
    const messages = Array.from({ length: SLICE }, (_, at) => ({
      value: Buffer.from(actionMessage(first + at, start_ms)),
      headers: {},
      offset: first + at,
      delivered_at: null,
    }))
    await pipeline.take({ source: native, topic: 'warm-up', partition: 0, messages }).room
  }
  await pipeline.stop()
  return EVENTS
}
