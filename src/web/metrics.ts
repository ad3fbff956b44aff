/** What the web server says of itself. Labels are bounded: a path that is no route counts as `other`. */
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { Counter, Histogram, type Registry } from 'prom-client'
import { requestId } from './request-id.ts'
import type { Route } from './route.ts'

type WebMetrics = ReturnType<typeof webMetrics>

export function webMetrics(registry: Registry) {
  const registers = [registry]
  return {
    requests: new Counter({
      name: 'linkmeter_http_requests_total',
      help: 'Requests answered, by status; aborted where the caller left before',
      labelNames: ['route', 'status'] as const,
      registers,
    }),
    seconds: new Histogram({
      name: 'linkmeter_http_request_seconds',
      help: 'Time from the head of a request to the end of its answer',
      labelNames: ['route'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
  }
}

export function measureRequests(
  metrics: WebMetrics,
  logger: Pick<Logger, 'debug'>,
  routes: readonly Route[],
): RequestHandler {
  const paths = [...new Set(routes.map(({ path }) => path))].map((path) => ({
    path,
    matches: matcherOf(path),
  }))
  return (request, response, next) => {
    const route = paths.find(({ matches }) => matches.test(request.path))?.path ?? 'other'
    const began = performance.now()
    response.once('close', () => {
      const seconds = (performance.now() - began) / 1_000
      const status = response.writableFinished ? String(response.statusCode) : 'aborted'
      metrics.requests.inc({ route, status })
      metrics.seconds.observe({ route }, seconds)
      logger.debug(
        { request_id: requestId(response), method: request.method, route, status, seconds },
        'request',
      )
    })
    next()
  }
}

/** Requests of `/v1/things/:id` count together, whatever the id. */
function matcherOf(path: string): RegExp {
  const pattern = path.split(/:\w+/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${pattern.join('[^/]+')}$`)
}
