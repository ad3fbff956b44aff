/** The web server: the routes it is given, behind what holds for every request (ids, headers, tokens, errors). */
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import express, { type Express } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { LinkmeterError } from '../errors.ts'
import { createGuard } from './access/guard.ts'
import { answerErrors } from './answer-errors.ts'
import { addressOf, listen } from './listen.ts'
import { measureRequests, webMetrics } from './metrics.ts'
import { nameRequests } from './request-id.ts'
import type { Route, Tokens } from './route.ts'
import { sessionRoutes } from './routes/session.ts'
import type { Tls } from './tls.ts'

export interface WebServer {
  /** @throws LinkmeterError port_in_use, address_unusable */
  start(): Promise<void>
  /** Takes no more requests and waits for those under way, ten seconds at most. Safe to call twice. */
  stop(): Promise<void>
  /** `http://127.0.0.1:9742`, https with TLS; once started, with the port that was taken. */
  readonly address: string
}

export interface WebServerOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly tokens: Tokens
  /** Null: plain HTTP. */
  readonly tls?: Tls | null
  /** Whether it serves the page, which needs a login. */
  readonly login?: boolean
  readonly routes: readonly Route[]
  readonly logger: Pick<Logger, 'debug' | 'error'>
  /** Where it counts its requests. */
  readonly registry: Registry
}

const STOP_TIMEOUT_MS = 10_000
/** A caller that sends its head or body letter by letter holds a connection no longer than this. */
const HEAD_TIMEOUT_MS = 15_000
const REQUEST_TIMEOUT_MS = 120_000

export function createWebServer(options: WebServerOptions): WebServer {
  const { host, port, tls = null } = options
  const limits = { headersTimeout: HEAD_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS }
  const app = appOf(options)
  const server =
    tls === null
      ? createServer(limits, app)
      : createTlsServer({ ...limits, ...tls, minVersion: 'TLSv1.2' }, app)
  const scheme = tls === null ? 'http' : 'https'
  let stopping: Promise<void> | null = null
  return {
    start: () => listen(server, host, port, scheme),
    stop: () => {
      stopping ??= close(server)
      return stopping
    },
    get address() {
      const bound = server.address()
      return addressOf(scheme, host, typeof bound === 'object' && bound !== null ? bound.port : port)
    },
  }
}

function appOf(options: WebServerOptions): Express {
  const { tokens, logger, registry, tls = null, login = false } = options
  const app = express()
  const guard = createGuard(tokens)
  const routes = login
    ? [...sessionRoutes({ guard, secure: tls !== null }), ...options.routes]
    : options.routes
  app.disable('x-powered-by')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.set('query parser', 'simple')
  // Answers are measurements of this moment.
  app.disable('etag')
  app.use(nameRequests)
  app.use(measureRequests(webMetrics(registry), logger, routes))
  app.use(headersOf(tls !== null))
  for (const route of routes) {
    app.route(route.path)[verbs[route.method]](guard.ask(route.token), route.handle)
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const allowed = routes.filter((route) => route.path === path).map(({ method }) => method)
    app.all(path, (_, response) => {
      response.setHeader('Allow', allowed.join(', '))
      throw new LinkmeterError('method_not_allowed', { allowed: allowed.join(' or ') })
    })
  }
  app.use(() => {
    throw new LinkmeterError('route_unknown')
  })
  app.use(answerErrors(logger))
  return app
}

const verbs = { GET: 'get', POST: 'post', DELETE: 'delete' } as const

/** Nothing we send is meant to be shown, framed or kept; a route that is has a policy of its own. */
function headersOf(hasTls: boolean): express.RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      // Where TLS ends before us, HSTS is not ours to say.
      strictTransportSecurity: hasTls,
    }),
    (_, response, next) => {
      response.setHeader('Cache-Control', 'no-store')
      next()
    },
  ]
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return
  // A connection that is answered after this becomes idle again and would be kept open for the next request.
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  const giveUp = setTimeout(() => server.closeAllConnections(), STOP_TIMEOUT_MS)
  await new Promise((resolve) => server.close(resolve))
  clearInterval(sweep)
  clearTimeout(giveUp)
}
