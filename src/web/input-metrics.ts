/** How the inputs stand, as Prometheus text. */
import type { Logger } from 'pino'
import { Gauge, Registry } from 'prom-client'
import { readSql } from '../clickhouse/sql-file.ts'
import type { SloDefinition } from '../slo/definition.ts'
import type { Reading, Readings } from './api/readings.ts'
import { within } from './within.ts'

export interface InputMetrics {
  /** The series of this moment; none when the tables cannot be read. Never fails. */
  text(): Promise<string>
  /** The metrics it fills, for the test that holds docs/metrics.md to them. */
  readonly registry: Registry
}

/** Topics are few, as they are configured; a misconfigured one must not flood Prometheus. */
const MOST_INPUTS = 200
const READ_MS = 5_000

const latestInputs: Reading<readonly InputRow[]> = {
  name: 'series of inputs',
  fresh_ms: 5_000,
  read: ({ store }) => store.rows<InputRow>(readSql('queries/input-series'), { most: MOST_INPUTS }),
}

export function inputMetrics(options: {
  readings: Readings
  slos: readonly Pick<SloDefinition, 'name' | 'inputs'>[]
  logger: Pick<Logger, 'warn'>
}): InputMetrics {
  const { readings, slos, logger } = options
  const registry = new Registry()
  const gauges = series.map(({ name, help, value }) => ({
    gauge: new Gauge({ name, help, labelNames: ['source', 'topic'], registers: [registry] }),
    value,
  }))
  const needs = new Gauge({
    name: 'linkmeter_slo_needs_input',
    help: '1 where an SLO depends on an input: it has brought a kind of event that the SLO needs, and may fall silent',
    labelNames: ['slo', 'source', 'topic'],
    registers: [registry],
  })

  async function text(): Promise<string> {
    const read = await within(READ_MS, readings.get(latestInputs))
    if (read.ended !== 'in time') {
      const reason = read.ended === 'late' ? `no answer within ${READ_MS} ms` : String(read.error)
      logger.warn({ reason }, 'the series of inputs could not be read')
    }
    const rows = read.ended === 'in time' ? read.value : []
    fillGauges(rows)
    fillNeeds(rows)
    return registry.metrics()
  }

  function fillGauges(rows: readonly InputRow[]): void {
    for (const { gauge, value } of gauges) {
      gauge.reset()
      for (const row of rows) {
        const measured = value(row)
        if (measured !== null) gauge.set({ source: row.source, topic: row.input }, Number(measured))
      }
    }
  }

  function fillNeeds(rows: readonly InputRow[]): void {
    needs.reset()
    // What never falls silent is waited for by none.
    for (const { source, input, kinds } of rows.filter(({ live }) => live !== null)) {
      for (const { name } of slos.filter(({ inputs }) => inputs.some((kind) => kinds.includes(kind))))
        needs.set({ slo: name, source, topic: input }, 1)
    }
  }

  return { registry, text }
}

/** As sql/queries/input-series.sql gives it. */
interface InputRow {
  readonly source: string
  readonly input: string
  /** Null for files and what is retired. */
  readonly live: number | boolean | null
  readonly newest_event_s: number
  readonly last_arrival_s: number
  readonly newest_bill_s: number | null
  readonly unread: number | null
  readonly lag_s: number | null
  readonly late: number
  readonly too_late: number
  /** Of event, that it has ever brought. */
  readonly kinds: readonly string[]
}

const series: readonly {
  readonly name: string
  readonly help: string
  readonly value: (row: InputRow) => number | boolean | null
}[] = [
  {
    name: 'linkmeter_input_live',
    help: '1 while the input keeps up, 0 while it is behind or silent; absent for files and retired inputs',
    value: ({ live }) => live,
  },
  {
    name: 'linkmeter_input_newest_event_timestamp_seconds',
    help: 'The newest time of an event',
    value: ({ newest_event_s }) => newest_event_s,
  },
  {
    name: 'linkmeter_input_last_arrival_timestamp_seconds',
    help: 'When the last event came',
    value: ({ last_arrival_s }) => last_arrival_s,
  },
  {
    name: 'linkmeter_input_newest_bill_timestamp_seconds',
    help: 'The newest time of a cost sample, where the input brings any',
    value: ({ newest_bill_s }) => newest_bill_s,
  },
  {
    name: 'linkmeter_input_unread_messages',
    help: 'Messages in the log that are not stored',
    value: ({ unread }) => unread,
  },
  {
    name: 'linkmeter_input_lag_seconds',
    help: 'How long the oldest of them has waited at most',
    value: ({ lag_s }) => lag_s,
  },
  {
    name: 'linkmeter_input_late_events',
    help: 'Events of the last 400 days that came over an hour after their time',
    value: ({ late }) => late,
  },
  {
    name: 'linkmeter_input_too_late_events',
    help: 'Events of the last 400 days that came over 89 days after their time',
    value: ({ too_late }) => too_late,
  },
]
