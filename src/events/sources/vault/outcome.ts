/** How a request ended, by the error text of its response: Vault's audit device tells no status. */
import type { Outcome } from '../../kind.ts'
import type { VaultEntry } from './entry.ts'
import { mechanismOf } from './path.ts'

interface Ended {
  readonly outcome: Outcome
  /** Empty for a success, and for a request. */
  readonly error_type: string
}

/** A failure stands in both halves: the response alone says how it ended. */
export function outcomeOf(entry: VaultEntry): Ended {
  if (entry.half === 'request') return { outcome: 'unknown', error_type: '' }
  if (!entry.allowed) return { outcome: 'auth_error', error_type: 'access_denied' }
  if (entry.error === '') return { outcome: 'success', error_type: '' }
  const row = errors.find(({ text }) => text.test(entry.error))
  if (row !== undefined) return { outcome: row.outcome, error_type: row.error_type }
  return isLogin(entry)
    ? { outcome: 'auth_error', error_type: 'failed_authentication' }
    : { outcome: 'business_error', error_type: 'request_failed' }
}

/** The first row that fits decides. */
const errors: readonly { text: RegExp; outcome: Outcome; error_type: string }[] = [
  { text: /token (?:is |has )?expired|expired token/i, outcome: 'auth_error', error_type: 'token_expired' },
  {
    text: /bad token|invalid token|missing client token|token not found/i,
    outcome: 'auth_error',
    error_type: 'invalid_token',
  },
  { text: /permission denied|access ?denied/i, outcome: 'auth_error', error_type: 'access_denied' },
  { text: /rate limit quota exceeded|too many requests/i, outcome: 'throttled', error_type: 'throttled' },
  { text: /quota exceeded/i, outcome: 'throttled', error_type: 'quota_exceeded' },
  { text: /is sealed|standby|unavailable/i, outcome: 'service_error', error_type: 'unavailable' },
  {
    text: /deadline exceeded|timeout|timed out|connection (?:refused|reset)/i,
    outcome: 'service_error',
    error_type: 'timeout',
  },
  { text: /internal error/i, outcome: 'service_error', error_type: 'internal_error' },
  {
    text: /unsupported path|no handler for route|not found|unknown role/i,
    outcome: 'business_error',
    error_type: 'not_found',
  },
]

function isLogin(entry: VaultEntry): boolean {
  return mechanismOf(entry)?.endsWith('login') === true
}
