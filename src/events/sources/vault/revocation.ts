/** Requests to take a token, a lease or a role's leases out of use. */
import { textAt } from '../../json.ts'
import type { EventDraft } from '../../told.ts'
import type { VaultEntry } from './entry.ts'
import { roleInPath } from './path.ts'

export function revocations(entry: VaultEntry): readonly EventDraft[] {
  const what = revoked(entry)
  if (what === null) return []
  const input = {
    ...what,
    event_id: entry.event_id,
    time: entry.time,
    emitter: entry.device,
    target_account: entry.namespace,
    principal: entry.caller.name,
    correlation_id: entry.correlation_id,
    revocation_id: entry.request_id,
    requested_by: entry.caller.name,
    reason: `${entry.operation} ${entry.path}`,
  }
  return [{ kind: 'revocation', input }]
}

type Revoked = { scope: 'role'; role: string } | { scope: 'token'; token_id: string }

/** Null where it names neither token nor role: it could only be read as a revocation of every token. */
function revoked({ path, data, caller }: VaultEntry): Revoked | null {
  const [, by = '', of = ''] = REVOKE.exec(path) ?? []
  if (by === 'auth/token/revoke-self') return token(caller.token_id)
  if (by === 'auth/token/revoke-accessor') return token(of || textAt(data, 'accessor'))
  // The token itself, as the device hashes it: an identifier, unless the device logs everything raw.
  if (by.startsWith('auth/token/')) return token(hashed(textAt(data, 'token')))
  if (/^sys\/(?:leases\/)?revoke$/.test(by)) return token(of || textAt(data, 'lease_id'))
  const role = roleInPath(of.replace(/^[^/]+\//, ''))
  return role === '' ? null : { scope: 'role', role }
}

const REVOKE =
  /^(auth\/token\/revoke(?:-self|-accessor|-orphan)?|sys\/(?:leases\/)?revoke(?:-prefix|-force)?)(?:\/(.+))?$/

function token(token_id: string): Revoked | null {
  return token_id === '' ? null : { scope: 'token', token_id }
}

function hashed(text: string): string {
  return text.startsWith('hmac-') ? text : ''
}
