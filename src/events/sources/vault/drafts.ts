/** Which events an entry gives: an issuance, else an action, and what else a response that succeeded has done. */
import { numberAt, textAt } from '../../json.ts'
import type { EventDraft } from '../../told.ts'
import type { VaultEntry } from './entry.ts'
import { outcomeOf } from './outcome.ts'
import { changedPolicy, mechanismOf, roleInPath } from './path.ts'
import { revocations } from './revocation.ts'

export function draftsOf(entry: VaultEntry): readonly EventDraft[] {
  const mechanism = mechanismOf(entry)
  if (mechanism !== null) return [issuance(entry, mechanism)]
  const succeeded = outcomeOf(entry).outcome === 'success'
  return succeeded ? [action(entry), ...revocations(entry), ...policyChanges(entry)] : [action(entry)]
}

/** The halves carry no latency: the time between them is known only where both are. */
function issuance(entry: VaultEntry, mechanism: string): EventDraft {
  const { response } = entry
  const ended = outcomeOf(entry)
  const issued = ended.outcome === 'success'
  const input = {
    ...sharedColumns(entry),
    ...ended,
    target_account: entry.issued_account || entry.namespace,
    role: roleInPath(entry.path_in_mount) || entry.caller.role,
    request_id: entry.request_id,
    phase: entry.half,
    mechanism,
    broker: 'vault',
    ttl_s: issued ? ttlOf(entry) : null,
    token_id: issued
      ? textAt(response, 'auth', 'accessor') ||
        textAt(response, 'wrap_info', 'wrapped_accessor') ||
        textAt(response, 'secret', 'lease_id')
      : '',
    // At a login Vault shows the new token as the caller's own.
    parent_token_id: mechanism.endsWith('login') ? '' : entry.caller.token_id,
    source_ip: entry.source_ip,
  }
  return { kind: 'token_issuance', input }
}

/** The token that was issued. `auth` at the top is the caller's own; 0 is a token that never expires. */
function ttlOf({ response }: VaultEntry): number | null {
  const ttl_s = numberAt(response, 'auth', 'token_ttl')
  return ttl_s !== null && ttl_s > 0 ? ttl_s : null
}

function action(entry: VaultEntry): EventDraft {
  const { mount_type, operation } = entry
  const input = {
    ...sharedColumns(entry),
    ...outcomeOf(entry),
    role: entry.caller.role,
    request_id: entry.request_id,
    phase: entry.half,
    token_id: entry.caller.token_id,
    operation: mount_type === '' ? operation : `${mount_type}:${operation}`,
    resource: entry.path,
    source_ip: entry.source_ip,
  }
  return { kind: 'action', input }
}

function policyChanges(entry: VaultEntry): readonly EventDraft[] {
  const policy = changedPolicy(entry)
  if (policy === '') return []
  const input = {
    ...sharedColumns(entry),
    source_account: '',
    change_id: entry.request_id,
    actor: entry.caller.name,
    policy,
    change_type: `${entry.operation}_policy`,
  }
  return [{ kind: 'policy_change', input }]
}

function sharedColumns(entry: VaultEntry) {
  return {
    event_id: entry.event_id,
    time: entry.time,
    emitter: entry.device,
    source_account: entry.caller.account,
    target_account: entry.namespace,
    principal: entry.caller.name,
    correlation_id: entry.correlation_id,
  }
}
