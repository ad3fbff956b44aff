/** Each request has an id, the caller's own where it sent a sound one, so that an answer leads to its log lines. */
import { randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'

const HEADER = 'X-Request-Id'

export const nameRequests: RequestHandler = (request, response, next) => {
  const theirs = request.get(HEADER) ?? ''
  response.setHeader(HEADER, /^[\w.:-]{1,128}$/.test(theirs) ? theirs : randomUUID())
  next()
}

export function requestId(response: Response): string {
  return String(response.getHeader(HEADER) ?? '')
}
