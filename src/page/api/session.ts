/** Who reads: a login by cookie, which the page itself never sees, where the service has tokens. */
import { computed, signal } from '@preact/signals'
import { type Failure, failureOf, UNREACHABLE } from './failure.ts'

interface Session {
  readonly needs_login: boolean
  readonly may: readonly ('read' | 'admin')[]
  /** Null: nobody is logged in. */
  readonly expires_at: string | null
}

/** Null: not known yet. */
const session = signal<Session | null>(null)

/** How often somebody logged in or out while the page is open: what was asked before is asked again. */
export const logins = signal(0)

export const needsLogin = computed(() => session.value?.needs_login === true)
export const isLoggedIn = computed(() => (session.value?.expires_at ?? null) !== null)
export const mayAdminister = computed(() => session.value?.may.includes('admin') === true)

/** When the page opens, and when the service refuses what the page asks: the login may be over. */
export async function readSession(): Promise<void> {
  await call('GET')
}

/** Gives what is wrong; null: nothing is. The token is not kept. */
export async function logIn(token: string): Promise<Failure | null> {
  const failure = await call('POST', JSON.stringify({ token }))
  if (failure === null) logins.value += 1
  return failure
}

export async function logOut(): Promise<Failure | null> {
  const failure = await call('DELETE')
  if (failure === null) logins.value += 1
  return failure
}

async function call(method: string, body?: string): Promise<Failure | null> {
  try {
    const response = await fetch('/api/v1/session', {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
    })
    if (!response.ok) return await failureOf(response)
    session.value = (await response.json()) as Session
    return null
  } catch {
    return UNREACHABLE
  }
}
