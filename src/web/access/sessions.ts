/** Logins of the page: a signed cookie that says which token was shown and until when it holds. Nothing is stored. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Tokens } from '../route.ts'
import type { Right } from './rights.ts'

export interface Session {
  readonly right: Right
  readonly expires_ms: number
}

export interface Sessions {
  /** Gives the cookie's value. */
  begin(right: Right): { readonly cookie: string; readonly session: Session }
  /** Null: forged, over, ended, or of a token that has been replaced. */
  read(cookie: string): Session | null
  /** Logged out: the cookie holds no longer here, also where somebody kept a copy. */
  end(cookie: string): void
}

const TWELVE_HOURS_MS = 43_200_000

export function createSessions(tokens: Tokens, clock: { now(): number }): Sessions {
  /** Until when each would have held. */
  const ended = new Map<string, number>()

  function read(cookie: string): Session | null {
    const [right, expires = '', nonce = '', signature = ''] = cookie.split('.')
    if (right !== 'read' && right !== 'admin') return null
    const expected = sign(tokens[right], `${right}.${expires}.${nonce}`)
    const given = Buffer.from(signature, 'base64url')
    if (expected === null || given.length !== expected.length || !timingSafeEqual(given, expected))
      return null
    const expires_ms = Number(expires)
    return expires_ms > clock.now() && !ended.has(nonce) ? { right, expires_ms } : null
  }

  return {
    begin: (right) => {
      const expires_ms = clock.now() + TWELVE_HOURS_MS
      const text = `${right}.${expires_ms}.${randomBytes(16).toString('base64url')}`
      const signature = sign(tokens[right], text)?.toString('base64url') ?? ''
      return { cookie: `${text}.${signature}`, session: { right, expires_ms } }
    },
    read,
    end: (cookie) => {
      const session = read(cookie)
      for (const [nonce, until] of ended) if (until < clock.now()) ended.delete(nonce)
      if (session !== null) ended.set(cookie.split('.')[2] ?? '', session.expires_ms)
    },
  }
}

/** Signed with the token itself: a new token ends all its logins, and a reader's cookie tells nothing of the admin's. */
function sign(token: string | null, text: string): Buffer | null {
  return token === null
    ? null
    : createHmac('sha256', token).update('linkmeter session ').update(text).digest()
}
