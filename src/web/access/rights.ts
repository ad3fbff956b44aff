/** What a token lets its holder do, compared in one time whatever the guess. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Tokens } from '../route.ts'

export type Right = keyof Tokens

/** Whoever may change things may read them. */
const includedIn: Readonly<Record<Right, readonly Right[]>> = {
  read: ['read', 'admin'],
  ingest: ['ingest'],
  admin: ['admin'],
}

export const settingOf = {
  read: 'LINKMETER_READ_TOKEN',
  ingest: 'LINKMETER_INGEST_TOKEN',
  admin: 'LINKMETER_ADMIN_TOKEN',
} as const satisfies Record<Right, string>

/** The rights of which one satisfies what a route asks for; null: no token is set for it, so nobody is asked. */
export function sufficient(right: Right, tokens: Tokens): readonly Right[] | null {
  return tokens[right] === null ? null : includedIn[right].filter((one) => tokens[one] !== null)
}

/** Which of some rights a token has; null: none. */
export function rightOf(token: string, rights: readonly Right[], tokens: Tokens): Right | null {
  let found: Right | null = null
  // Every one is compared, so that the time does not tell which one matched.
  for (const right of rights) {
    const expected = tokens[right]
    if (expected !== null && timingSafeEqual(digest(token), digest(expected))) found ??= right
  }
  return found
}

/** Digests are of one length, and comparing them takes one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
