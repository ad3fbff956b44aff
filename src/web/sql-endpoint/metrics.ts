/** What the SQL endpoint says of itself. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type SqlMetrics = ReturnType<typeof sqlMetrics>

export function sqlMetrics(registry: Registry) {
  const registers = [registry]
  return {
    queries: new Counter({
      name: 'linkmeter_sql_queries_total',
      help: 'Queries of the SQL endpoint, by result: success, refused, failed, aborted',
      labelNames: ['result'] as const,
      registers,
    }),
    seconds: new Histogram({
      name: 'linkmeter_sql_query_seconds',
      help: 'From the head of a request to the end of its answer',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    running: new Gauge({
      name: 'linkmeter_sql_queries_running',
      help: 'Queries of the SQL endpoint that run now',
      registers,
    }),
  }
}
