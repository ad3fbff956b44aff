/** Asks for a token where one is set: in a header, or by the cookie of a login. */
import type { Request, RequestHandler, Response } from 'express'
import { LinkmeterError } from '../../errors.ts'
import type { Tokens } from '../route.ts'
import { type Attempts, createAttempts } from './attempts.ts'
import { cookieOf, presentedTokens } from './presented.ts'
import { type Right, rightOf, settingOf, sufficient } from './rights.ts'
import { createSessions, type Sessions } from './sessions.ts'

export interface Guard {
  /** Lets through who may; of a route without a token everybody. */
  ask(right: Right | null): RequestHandler
  readonly tokens: Tokens
  readonly sessions: Sessions
}

export const SESSION_COOKIE = 'linkmeter-session'

/** A wrong token in a scraper's settings is tried four times a minute. */
const WRONG_TOKENS = { most: 100, within_s: 900 }

export function createGuard(tokens: Tokens, clock: { now(): number } = Date): Guard {
  const attempts = createAttempts(WRONG_TOKENS)
  const sessions = createSessions(tokens, clock)
  return {
    tokens,
    sessions,
    ask: (right) => {
      const rights = right === null ? null : sufficient(right, tokens)
      if (right === null || rights === null) return (_request, _response, next) => next()
      return async (request, response, next) => {
        if (await holds(request, response, { rights, tokens, sessions, attempts })) return next()
        response.setHeader('WWW-Authenticate', 'Bearer')
        throw new LinkmeterError('token_wrong', { setting: settingOf[right] })
      }
    },
  }
}

async function holds(
  request: Request,
  response: Response,
  known: { rights: readonly Right[]; tokens: Tokens; sessions: Sessions; attempts: Attempts },
): Promise<boolean> {
  const { rights, tokens, sessions, attempts } = known
  const presented = presentedTokens(request)
  if (presented.length > 0) {
    await attempts.refuseGuessing(request, response)
    if (presented.some((token) => rightOf(token, rights, tokens) !== null)) return true
    await attempts.failed(request)
    return false
  }
  const session = sessions.read(cookieOf(request, SESSION_COOKIE))
  if (session === null || !rights.includes(session.right)) return false
  refuseForeign(request)
  return true
}

const CHANGES_NOTHING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A browser adds the cookie by itself, so a change must come from our own page (SameSite=Strict, and its origin told:
 * https://fetch.spec.whatwg.org/#origin-header). @throws LinkmeterError origin_foreign
 */
export function refuseForeign(request: Request): void {
  if (CHANGES_NOTHING.has(request.method)) return
  const origin = request.get('origin') ?? ''
  const isOurs = URL.canParse(origin) && new URL(origin).host === request.get('host')
  if (!isOurs) throw new LinkmeterError('origin_foreign')
}
