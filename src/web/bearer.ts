/** Asks for a bearer token where one is set. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestHandler } from 'express'
import { LinkmeterError } from '../errors.ts'
import type { Tokens } from './route.ts'

const settingOf = {
  read: 'LINKMETER_READ_TOKEN',
  ingest: 'LINKMETER_INGEST_TOKEN',
  admin: 'LINKMETER_ADMIN_TOKEN',
} as const satisfies Record<keyof Tokens, string>

export function requireToken(name: keyof Tokens | null, tokens: Tokens): RequestHandler {
  const token = name === null ? null : tokens[name]
  if (name === null || token === null) return (_request, _response, next) => next()
  const expected = digest(token)
  return (request, response, next) => {
    // RFC 6750, section 2.1; the scheme's name is case-insensitive (RFC 9110, section 11.1).
    const given = /^bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1]
    // Digests are of one length, and comparing them takes one time whatever the guess.
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return next()
    response.setHeader('WWW-Authenticate', 'Bearer')
    throw new LinkmeterError('token_wrong', { setting: settingOf[name] })
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
