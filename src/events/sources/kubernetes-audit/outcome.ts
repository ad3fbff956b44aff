/** How a call ended, by the authorizer's decision and the HTTP status. */
import type { Outcome } from '../../kind.ts'
import type { KubernetesCall } from './call.ts'

interface Ended {
  readonly outcome: Outcome
  /** Empty for a success. */
  readonly error_type: string
}

/** The first row that fits decides. */
const statuses: readonly { from: number; to: number; outcome: Outcome; error_type: string }[] = [
  // 101 is an exec or a port-forward that was let through.
  { from: 100, to: 399, outcome: 'success', error_type: '' },
  { from: 401, to: 401, outcome: 'auth_error', error_type: 'unauthenticated' },
  { from: 403, to: 403, outcome: 'auth_error', error_type: 'access_denied' },
  { from: 404, to: 404, outcome: 'business_error', error_type: 'not_found' },
  { from: 409, to: 409, outcome: 'business_error', error_type: 'conflict' },
  { from: 422, to: 422, outcome: 'business_error', error_type: 'validation' },
  { from: 429, to: 429, outcome: 'throttled', error_type: 'throttled' },
  { from: 400, to: 499, outcome: 'business_error', error_type: 'bad_request' },
  { from: 500, to: 599, outcome: 'service_error', error_type: 'internal_error' },
]

export function outcomeOf({ forbidden, stage, code }: KubernetesCall): Ended {
  if (forbidden) return { outcome: 'auth_error', error_type: 'access_denied' }
  if (stage === 'Panic') return { outcome: 'service_error', error_type: 'panic' }
  const row = code === null ? undefined : statuses.find(({ from, to }) => code >= from && code <= to)
  return { outcome: row?.outcome ?? 'unknown', error_type: row?.error_type ?? '' }
}
