/** What the Kafka side tells of itself. */
import { Counter, Gauge, type Registry } from 'prom-client'

export type KafkaMetrics = ReturnType<typeof kafkaMetrics>

export function kafkaMetrics(registry: Registry) {
  const registers = [registry]
  return {
    lag: new Gauge({
      name: 'linkmeter_kafka_lag_messages',
      help: 'Messages in the partition that were not yet taken from it, at the last fetch.',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    commits: new Counter({
      name: 'linkmeter_kafka_commits_total',
      help: 'Commit requests that the broker accepted.',
      registers,
    }),
    commitFailures: new Counter({
      name: 'linkmeter_kafka_commit_failures_total',
      help: 'Commit requests that failed; they are repeated, or their messages are read again.',
      registers,
    }),
    paused: new Gauge({
      name: 'linkmeter_kafka_paused',
      help: '1 while reading waits until the store has room, else 0.',
      registers,
    }),
    offsetGaps: new Counter({
      name: 'linkmeter_kafka_offset_gaps_total',
      help: 'Times that messages were gone from the log before they were read, e.g. by its retention.',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    rebalances: new Counter({
      name: 'linkmeter_kafka_rebalances_total',
      help: 'Times that this member joined its group, the first one included.',
      registers,
    }),
    lastFetch: new Gauge({
      name: 'linkmeter_kafka_last_fetch_timestamp_seconds',
      help: 'When the last fetch was answered; a consumer whose value stands still is not alive.',
      registers,
    }),
  }
}
