/** What a route of the web server is: one file each in routes/, listed by whoever starts the server. */
import type { RequestHandler } from 'express'

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  /** Which token it asks for, where one is set; null: none, so that probes need no secret. */
  readonly token: keyof Tokens | null
  readonly handle: RequestHandler
}

/** Null: nobody is asked for one. */
export interface Tokens {
  readonly read: string | null
  readonly ingest: string | null
  readonly admin: string | null
}
