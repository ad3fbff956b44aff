/** linkmeter itself: does it read, store and compute as fast as events come? */
import { dashboard } from './dashboard.ts'
import { falling, rising, series, stat } from './panels.ts'
import { now, over } from './queries.ts'

export const linkmeter = dashboard({
  uid: 'linkmeter-itself',
  title: 'linkmeter itself',
  description: 'Does linkmeter read, store and compute as fast as events come?',
  range: '6h',
  variables: [],
  rows: {
    Health: [
      stat(
        {
          title: 'Replicas that answer',
          description: 'Scrapes that succeed, of all replicas.',
          width: 5,
          thresholds: rising(1, 1),
        },
        now('sum(up{job="linkmeter"})'),
      ),
      stat(
        {
          title: 'Tables can be read',
          description: 'No: measurements are absent, and alerts are shown as they last were.',
          width: 5,
          unit: 'bool_yes_no',
          thresholds: rising(1, 1),
        },
        now('min(linkmeter_slo_metrics_up)'),
      ),
      stat(
        {
          title: 'Last evaluation',
          description: 'How long ago any SLO was evaluated. Over 5 min pages.',
          width: 5,
          unit: 's',
          thresholds: falling(60, 300),
        },
        now('time() - max(linkmeter_slo_evaluation_timestamp_seconds)'),
      ),
      stat(
        {
          title: 'Last fetch from Kafka',
          description:
            'How long ago. A consumer whose fetches stand still is not alive, whatever else it says.',
          width: 5,
          unit: 's',
          none: 'Kafka is not read',
          thresholds: falling(60, 300),
        },
        now('time() - max(linkmeter_kafka_last_fetch_timestamp_seconds)'),
      ),
      stat(
        {
          title: 'Messages unread',
          description: 'Over all topics.',
          width: 4,
          unit: 'short',
          none: 'Kafka is not read',
          thresholds: falling(10_000, 100_000),
        },
        now('sum(linkmeter_kafka_lag_messages)'),
      ),
    ],
    Ingest: [
      series(
        { title: 'Events stored', description: 'By kind, repeats included.', width: 8, unit: 'eps' },
        over({ '{{kind}}': 'sum by (kind) (rate(linkmeter_ingest_events_total[$__rate_interval]))' }),
      ),
      series(
        {
          title: 'Records by what became of them',
          description: 'Accepted, rejected (dead letters), ignored (they tell of no event).',
          width: 8,
          unit: 'cps',
        },
        over({
          '{{source}} {{result}}':
            'sum by (source, result) (rate(linkmeter_ingest_records_total[$__rate_interval]))',
        }),
      ),
      series(
        {
          title: 'Dead letters',
          description: 'By source and reason.',
          width: 8,
          unit: 'cps',
          none: 'nothing was rejected',
        },
        over({
          '{{source}} {{reason}}':
            'sum by (source, reason) (rate(linkmeter_ingest_dead_letters_total[$__rate_interval]))',
        }),
      ),
      series(
        {
          title: 'Time to store a batch',
          description: 'From closing a batch to having stored it, retries included.',
          width: 8,
          unit: 's',
        },
        over({
          p50: 'histogram_quantile(0.5, sum by (le) (rate(linkmeter_ingest_insert_seconds_bucket[$__rate_interval])))',
          p95: 'histogram_quantile(0.95, sum by (le) (rate(linkmeter_ingest_insert_seconds_bucket[$__rate_interval])))',
        }),
      ),
      series(
        {
          title: 'Batches by what closed them',
          description: 'time: little comes. rows or bytes: much comes, and batches are full.',
          width: 8,
          unit: 'cps',
        },
        over({
          '{{closed_by}}': 'sum by (closed_by) (rate(linkmeter_ingest_batches_total[$__rate_interval]))',
        }),
      ),
      series(
        {
          title: 'Attempts to store that failed',
          description: 'They are tried again; nothing is lost.',
          width: 8,
          unit: 'cps',
        },
        over({ retries: 'sum(rate(linkmeter_ingest_retries_total[$__rate_interval]))' }),
      ),
    ],
    Kafka: [
      series(
        {
          title: 'Messages unread',
          description: 'By topic. More that does not get fewer: add replicas, or find what slows inserts.',
          width: 8,
          unit: 'short',
          none: 'Kafka is not read',
        },
        over({ '{{topic}}': 'sum by (topic) (linkmeter_kafka_lag_messages)' }),
      ),
      series(
        {
          title: 'Commits',
          description: 'Accepted, and failed: those are repeated, or their messages read again.',
          width: 8,
          unit: 'cps',
          none: 'Kafka is not read',
        },
        over({
          accepted: 'sum(rate(linkmeter_kafka_commits_total[$__rate_interval]))',
          failed: 'sum(rate(linkmeter_kafka_commit_failures_total[$__rate_interval]))',
        }),
      ),
      series(
        {
          title: 'Rebalances, and messages lost to retention',
          description:
            'Times that members joined the group; times that messages were gone before they were read.',
          width: 8,
          unit: 'short',
          none: 'Kafka is not read',
        },
        over({
          rebalances: 'sum(increase(linkmeter_kafka_rebalances_total[$__rate_interval]))',
          gaps: 'sum(increase(linkmeter_kafka_offset_gaps_total[$__rate_interval]))',
        }),
      ),
    ],
    Jobs: [
      series(
        {
          title: 'How long runs take',
          description: 'The mean of each job. Runs that overlap are skipped.',
          width: 8,
          unit: 's',
        },
        over({
          '{{exported_job}}':
            'sum by (exported_job) (rate(linkmeter_job_run_seconds_sum[$__rate_interval])) / sum by (exported_job) (rate(linkmeter_job_run_seconds_count[$__rate_interval]))',
        }),
      ),
      series(
        { title: 'Runs', description: 'By job and result.', width: 8, unit: 'cps' },
        over({
          '{{exported_job}} {{result}}':
            'sum by (exported_job, result) (rate(linkmeter_job_runs_total[$__rate_interval]))',
        }),
      ),
      series(
        {
          title: 'Event time computed anew',
          description: 'By SLO, in seconds of event time a second. Much: late events, or a new definition.',
          width: 8,
          unit: 'short',
        },
        over({ '{{slo}}': 'sum by (slo) (rate(linkmeter_tier_computed_seconds_total[$__rate_interval]))' }),
      ),
    ],
    'Web and process': [
      series(
        { title: 'Requests', description: 'By route and status.', width: 8, unit: 'reqps' },
        over({
          '{{route}} {{status}}':
            'sum by (route, status) (rate(linkmeter_http_requests_total[$__rate_interval]))',
        }),
      ),
      series(
        { title: 'Time to answer, p95', description: 'Of answers, by route.', width: 8, unit: 's' },
        over({
          '{{route}}':
            'histogram_quantile(0.95, sum by (route, le) (rate(linkmeter_http_request_seconds_bucket[$__rate_interval])))',
        }),
      ),
      series(
        {
          title: 'Memory',
          description: 'Resident memory of each process, the embedded engine included.',
          width: 8,
          unit: 'bytes',
        },
        over({ '{{instance}}': 'process_resident_memory_bytes{job="linkmeter"}' }),
      ),
    ],
  },
})
