/** What ingest says of itself. Labels are bounded: sources, kinds, reasons and results are fixed words. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Batch, ClosedBy } from './batch.ts'

export type IngestMetrics = ReturnType<typeof ingestMetrics>

export function ingestMetrics(registry: Registry) {
  const registers = [registry]
  return {
    records: new Counter({
      name: 'linkmeter_ingest_records_total',
      help: 'Records stored away: with events (accepted), dead-lettered (rejected), or telling of none (ignored)',
      labelNames: ['source', 'result'],
      registers,
    }),
    events: new Counter({
      name: 'linkmeter_ingest_events_total',
      help: 'Events inserted, repeats included',
      labelNames: ['kind'],
      registers,
    }),
    batches: new Counter({
      name: 'linkmeter_ingest_batches_total',
      help: 'Batches closed, by what closed them: rows, bytes, time, or drain (end of input or stop)',
      labelNames: ['closed_by'],
      registers,
    }),
    batchRows: new Histogram({
      name: 'linkmeter_ingest_batch_rows',
      help: 'Rows of a batch',
      buckets: [1, 10, 100, 1_000, 4_096, 16_384, 65_536, 100_000],
      registers,
    }),
    insertSeconds: new Histogram({
      name: 'linkmeter_ingest_insert_seconds',
      help: 'Time from closing a batch to having stored it, retries included',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120],
      registers,
    }),
    deadLetters: new Counter({
      name: 'linkmeter_ingest_dead_letters_total',
      help: 'Records rejected and kept as dead letters',
      labelNames: ['source', 'reason'],
      registers,
    }),
    retries: new Counter({
      name: 'linkmeter_ingest_retries_total',
      help: 'Attempts to store that failed and were tried again',
      registers,
    }),
    inFlightRows: new Gauge({
      name: 'linkmeter_ingest_in_flight_rows',
      help: 'Rows handed to ClickHouse and not yet acknowledged',
      registers,
    }),
  }
}

export function noteClosed(metrics: IngestMetrics, batch: Batch, closedBy: ClosedBy): void {
  metrics.batches.inc({ closed_by: closedBy })
  metrics.batchRows.observe(batch.rows)
  metrics.inFlightRows.set(batch.rows)
}

/** Records and events count once they are stored: a failed attempt never counts. */
export function noteStored(metrics: IngestMetrics, batch: Batch, seconds: number): void {
  metrics.inFlightRows.set(0)
  metrics.insertSeconds.observe(seconds)
  for (const { kind, builder } of batch.filled()) metrics.events.inc({ kind }, builder.rows)
  for (const [source, { accepted, rejected, ignored }] of batch.tallies) {
    metrics.records.inc({ source, result: 'accepted' }, accepted)
    metrics.records.inc({ source, result: 'rejected' }, rejected)
    metrics.records.inc({ source, result: 'ignored' }, ignored)
  }
  for (const { source, reason } of batch.rejections) metrics.deadLetters.inc({ source, reason })
}
