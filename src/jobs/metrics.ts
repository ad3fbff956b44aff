/** What the jobs say of themselves. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type JobMetrics = ReturnType<typeof jobMetrics>

export function jobMetrics(registry: Registry) {
  const registers = [registry]
  return {
    runs: new Counter({
      name: 'linkmeter_job_runs_total',
      help: 'Runs of scheduled jobs; skipped where the last run had not ended',
      labelNames: ['job', 'result'] as const,
      registers,
    }),
    seconds: new Histogram({
      name: 'linkmeter_job_run_seconds',
      help: 'How long runs of scheduled jobs take',
      labelNames: ['job'] as const,
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      registers,
    }),
    lastSuccess: new Gauge({
      name: 'linkmeter_job_last_success_timestamp_seconds',
      help: 'When a scheduled job last succeeded',
      labelNames: ['job'] as const,
      registers,
    }),
    computedSeconds: new Counter({
      name: 'linkmeter_tier_computed_seconds_total',
      help: 'Seconds of event time computed anew, by SLO',
      labelNames: ['slo'] as const,
      registers,
    }),
    tooLateSeconds: new Counter({
      name: 'linkmeter_tier_too_late_seconds_total',
      help: 'Seconds of event time for which events came after others of theirs were no longer kept: left as they were',
      labelNames: ['slo'] as const,
      registers,
    }),
    detectionFiring: new Gauge({
      name: 'linkmeter_detection_firing',
      help: 'How many subjects of a detection fire, as of its last run',
      labelNames: ['detection', 'severity'] as const,
      registers,
    }),
    detectionSeconds: new Histogram({
      name: 'linkmeter_detection_seconds',
      help: 'How long the SQL of a detection takes',
      labelNames: ['detection'] as const,
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    detectionFailures: new Counter({
      name: 'linkmeter_detection_failures_total',
      help: 'Runs of a detection that failed: it is as it was before',
      labelNames: ['detection'] as const,
      registers,
    }),
  }
}
