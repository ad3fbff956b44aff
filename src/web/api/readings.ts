/**
 * Readings of the tables that several endpoints and /metrics tell of: of all SLOs or accounts at once, read for all who ask
 * within a few seconds, each of whom takes its part. What a statement costs is its planning more than its rows.
 */
import type { Store } from '../../clickhouse/store.ts'
import type { SloDefinition } from '../../slo/definition.ts'
import { createKept, type Held, type KeepOptions } from '../kept.ts'
import { inTurns, type Turns } from '../turns.ts'

export interface Reading<Value> {
  /** Unique: who asks for the same name is given the same. */
  readonly name: string
  readonly fresh_ms: number
  readonly read: (from: ReadingSources) => Promise<Value>
}

export interface ReadingSources {
  readonly store: Store
  readonly slos: readonly SloDefinition[]
  readonly now_ms: number
  /** Of which this one is made. */
  readonly readings: Readings
}

export interface Readings {
  /** @throws StoreFailure */
  get<Value>(reading: Reading<Value>): Promise<Value>
}

export interface SharedReadings extends Readings {
  held<Value>(reading: Reading<Value>): Promise<Held<Value>>
  forget(): void
}

export function createReadings(
  sources: Pick<ReadingSources, 'store' | 'slos'> & { readonly turns: Turns } & KeepOptions,
): SharedReadings {
  const { store, slos, turns, clock } = sources
  const kept = createKept<unknown>(sources)

  async function held<Value>({ name, fresh_ms, read }: Reading<Value>): Promise<Held<Value>> {
    const found = await kept.get(name, fresh_ms, async ({ due_ms }) => {
      const now_ms = clock.now()
      const noting = noteAge(shared, now_ms)
      const value = await read({
        store: inTurns(store, turns, due_ms),
        slos,
        now_ms,
        readings: noting.readings,
      })
      return { value, as_of_ms: noting.as_of_ms() }
    })
    // A name stands for one reading.
    return found as Held<Value>
  }

  const shared: SharedReadings = {
    held,
    get: async (reading) => (await held(reading)).value,
    forget: () => kept.forget(),
  }
  return shared
}

/** Tells as of when something is that is made of readings: as of the oldest of them. */
export function noteAge(shared: Pick<SharedReadings, 'held'>, now_ms: number) {
  let oldest_ms = now_ms
  const readings: Readings = {
    get: async (reading) => {
      const { value, as_of_ms } = await shared.held(reading)
      oldest_ms = Math.min(oldest_ms, as_of_ms)
      return value
    },
  }
  return { readings, as_of_ms: () => oldest_ms }
}
