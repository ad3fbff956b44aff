/** HashiCorp Vault's audit device: each request and each response, as entries of their own. */
import { parseDocuments } from '../json.ts'
import type { SourceDefinition, SourceMessage, Told } from '../source.ts'
import { checkEvents, rejected } from '../told.ts'
import { draftsOf } from './vault/drafts.ts'
import { readEntry } from './vault/entry.ts'

export interface VaultSettings {
  /** The request header with the caller's correlation id, which Vault must be told to audit; empty for none. */
  readonly vault_correlation_header: string
}

export function vault(settings: VaultSettings) {
  return {
    source: 'vault',
    summary: 'HashiCorp Vault’s audit device: logins and credentials, actions, revocations, policy changes.',
    is_audit_log: true,
    // Without an audited header no entry can carry one, and M10 must not count them as missing.
    carries_correlation_id: settings.vault_correlation_header !== '',
    tell: (message) => tell(message, settings),
  } as const satisfies SourceDefinition
}

/** One entry, an array of them, or one a line (the file device). */
function tell(message: SourceMessage, settings: VaultSettings): readonly Told[] {
  if (message.value === null) return []
  return parseDocuments(message.value).flatMap((parsed) => {
    if (!parsed.ok) return [parsed]
    const records = Array.isArray(parsed.value) ? parsed.value : [parsed.value]
    return records.map((record) => tellRecord(record, message, settings))
  })
}

function tellRecord(value: unknown, message: SourceMessage, settings: VaultSettings): Told {
  const read = readEntry(value, {
    device: message.headers['vault-device'] ?? '',
    correlation_header: settings.vault_correlation_header.toLowerCase(),
  })
  return read.ok ? checkEvents(draftsOf(read.entry), message) : rejected(read.code, read.detail)
}
