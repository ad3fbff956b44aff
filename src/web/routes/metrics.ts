/** GET /metrics: what the program measures of itself, and how the SLOs stand, for Prometheus. */
import type { Registry } from 'prom-client'
import type { Route } from '../route.ts'

export interface MetricsOptions {
  readonly registry: Registry
  /** What is read from the tables, in a process that serves results. */
  readonly stored: readonly { text(): Promise<string> }[]
}

export function metrics({ registry, stored }: MetricsOptions): Route {
  return {
    method: 'GET',
    path: '/metrics',
    token: 'read',
    handle: async (_, response) => {
      const own = await registry.metrics()
      const read = await Promise.all(stored.map((one) => one.text()))
      response.setHeader('Content-Type', registry.contentType)
      response.end([own, ...read].join(''))
    },
  }
}
