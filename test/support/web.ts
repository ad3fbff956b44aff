/** A web server on a free port with the routes of a test, and a caller for it. */
import { Registry } from 'prom-client'
import type { Route, Tokens } from '../../src/web/route.ts'
import { createWebServer, type WebServer } from '../../src/web/server.ts'
import type { Tls } from '../../src/web/tls.ts'

export interface TestServer extends WebServer {
  readonly log: { readonly level: string; readonly facts: unknown }[]
  readonly registry: Registry
  fetch(path: string, init?: RequestInit & { duplex?: 'half' }): Promise<Response>
}

export function quietLogger() {
  const log: { level: string; facts: unknown }[] = []
  const note = (level: string) => (facts: unknown) => {
    log.push({ level, facts })
  }
  return { log, logger: { debug: note('debug'), warn: note('warn'), error: note('error') } }
}

export async function startTestServer(
  routes: readonly Route[],
  more: { tokens?: Tokens; host?: string; port?: number; tls?: Tls; login?: boolean } = {},
): Promise<TestServer> {
  const { log, logger } = quietLogger()
  const registry = new Registry()
  const server = createWebServer({
    host: more.host ?? '127.0.0.1',
    port: more.port ?? 0,
    tokens: more.tokens ?? { read: null, ingest: null, admin: null },
    tls: more.tls ?? null,
    login: more.login ?? false,
    routes,
    logger,
    registry,
  })
  await server.start()
  return {
    start: server.start,
    stop: server.stop,
    get address() {
      return server.address
    },
    log,
    registry,
    fetch: (path, init) => fetch(`${server.address}${path}`, init),
  }
}
