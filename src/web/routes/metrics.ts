/** GET /metrics: what the program measures of itself, and how the SLOs stand, for Prometheus. */
import type { Registry } from 'prom-client'
import type { Route } from '../route.ts'
import type { SloMetrics } from '../slo-metrics.ts'

export interface MetricsOptions {
  readonly registry: Registry
  /** Null in a process that does not serve results. */
  readonly slo: SloMetrics | null
}

export function metrics({ registry, slo }: MetricsOptions): Route {
  return {
    method: 'GET',
    path: '/metrics',
    token: 'read',
    handle: async (_, response) => {
      const own = await registry.metrics()
      const ofSlos = slo === null ? '' : await slo.text()
      response.setHeader('Content-Type', registry.contentType)
      response.end(own + ofSlos)
    },
  }
}
