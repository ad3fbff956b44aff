/** A simulated estate beside the laid-down actions, so that every indicator has something to tell. */
import { readFileSync } from 'node:fs'
import { Registry } from 'prom-client'
import type { Store } from '../../../src/clickhouse/store.ts'
import { type KindName, kindNames } from '../../../src/events/kinds.ts'
import { sources } from '../../../src/events/sources.ts'
import { ingestMetrics } from '../../../src/ingest/metrics.ts'
import { createPipeline } from '../../../src/ingest/pipeline.ts'
import { live } from '../../../src/simulator/live.ts'
import type { SimulationPlan } from '../../../src/simulator/plan.ts'
import { simulate } from '../../../src/simulator/simulate.ts'
import { MONTH_S } from './traffic.ts'

const SLICE = 5_000

export interface Simulated {
  /** Tells the month, and gives how many messages it took. */
  tellMonth(): Promise<number>
  /** Tells what is sent in a minute after the month. */
  tellMinute(from_s: number): Promise<number>
  /** Tells two events of each kind there is, in the minute that begins at `from_s`. */
  tellEveryKind(from_s: number): Promise<number>
}

/** Of 40 links, through the pipeline, for the month that ends at `to_s`. */
export function simulated(store: Store, to_s: number): Simulated {
  const plan: SimulationPlan = {
    seed: 4,
    from: (to_s - MONTH_S) * 1000,
    to: to_s * 1000,
    links: 40,
    events_target: 100_000,
    ending: 'cut',
  }
  const pipeline = createPipeline({
    store,
    clock: Date,
    logger: { debug: () => undefined, warn: () => undefined, error: () => undefined },
    metrics: ingestMetrics(new Registry()),
  })
  let offset = 0
  async function tell(values: readonly Buffer[]): Promise<void> {
    const messages = values.map((value, index) => ({
      value,
      headers: {},
      offset: offset + index,
      delivered_at: null,
    }))
    offset += values.length
    await pipeline.takeForReceipt({ source: sources.native, topic: 'bench', partition: 0, messages }).stored
  }
  return {
    async tellMonth() {
      let slice: Buffer[] = []
      for (const { value } of simulate(plan).messages()) {
        slice.push(value)
        if (slice.length < SLICE) continue
        await tell(slice)
        slice = []
      }
      await tell(slice)
      return offset
    },
    async tellMinute(from_s) {
      const values = live(plan, plan.to)
        .messagesBetween(from_s * 1000, from_s * 1000 + 60_000)
        .map(({ value }) => value)
      await tell(values)
      return values.length
    },
    async tellEveryKind(from_s) {
      const values = kindNames.flatMap((kind) => examplesIn(kind, from_s))
      await tell(values)
      return values.length
    },
  }
}

const ISO_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g

/** The kind's hand-written examples as events of their own, moved in time with all that they tell. */
function examplesIn(kind: KindName, from_s: number): Buffer[] {
  const file = new URL(`../../fixtures/native/${kind.replaceAll('_', '-')}.json`, import.meta.url)
  const examples = JSON.parse(readFileSync(file, 'utf8')) as ({ time: string } & Record<string, unknown>)[]
  return examples.map((example) => {
    const later_ms = from_s * 1000 + 30_000 - Date.parse(example.time)
    const id = 'event_id' in example ? 'event_id' : 'id'
    const moved = JSON.stringify({ ...example, [id]: `${String(example[id])}-${from_s}` }).replace(
      ISO_TIME,
      (time) => new Date(Date.parse(time) + later_ms).toISOString(),
    )
    return Buffer.from(moved)
  })
}
