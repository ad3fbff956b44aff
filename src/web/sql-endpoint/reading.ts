/** What a reader asks, from the text to the bytes: judged, given a place, and run. */
import { parametersOf } from '../../clickhouse/parameter-text.ts'
import type { Reader, ReadResult } from '../../clickhouse/reading/reader.ts'
import type { Vetter } from '../../clickhouse/reading/vet.ts'
import type { SqlMetrics } from './metrics.ts'
import { Refusal } from './refusal.ts'
import { createSlots } from './slots.ts'

interface Question {
  readonly text: string
  /** `param_<name>`, as ClickHouse's HTTP interface has them. */
  readonly search: URLSearchParams
  /** Of the answer, where the statement names none. */
  readonly default_format: string
  /** See ReadRequest. */
  readonly exact_json?: boolean
  /** Ends the query. */
  readonly signal?: AbortSignal
}

export interface Reading {
  /** @throws Refusal for what may not be asked or finds no room; StoreFailure for what fails */
  ask(question: Question): Promise<{ readonly result: ReadResult; readonly format: string }>
}

export function createReading(parts: {
  reader: Reader
  vetter: Vetter
  /** Queries that may run beside each other. */
  concurrency: number
  metrics: Pick<SqlMetrics, 'running'>
}): Reading {
  const { reader, vetter, metrics } = parts
  const slots = createSlots(parts.concurrency)
  return {
    ask: async ({ text, search, default_format, exact_json = false, signal }) => {
      if (text.trim() === '') throw new Refusal('bad_arguments', 'there is no query: send it as the body')
      return slots.use(async () => {
        metrics.running.set(slots.running)
        try {
          signal?.throwIfAborted()
          const parameters = parametersOf(search, text)
          const vetted = await vetter.vet(text, parameters)
          if (!vetted.ok) throw new Refusal('access_denied', vetted.reason)
          const format = vetted.format ?? default_format
          const asked = { statement: vetted.statement, format, parameters, exact_json }
          const result = await reader.read(signal === undefined ? asked : { ...asked, signal })
          return { result, format }
        } finally {
          metrics.running.set(slots.running - 1)
        }
      })
    },
  }
}
