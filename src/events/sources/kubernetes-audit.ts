/** The Kubernetes API server's audit log: bare events, `EventList` batches, and the envelopes of AKS, EKS and GKE. */
import { parseDocuments } from '../json.ts'
import type { SourceDefinition, SourceMessage, Told } from '../source.ts'
import { checkEvents, rejected } from '../told.ts'
import { readCall } from './kubernetes-audit/call.ts'
import { draftsOf } from './kubernetes-audit/drafts.ts'
import { type Found, type Place, recordsIn } from './kubernetes-audit/envelope.ts'

export interface KubernetesSettings {
  /** The cluster's name where no envelope tells it; empty when unknown. */
  readonly kubernetes_cluster: string
  /** The account the cluster lives in where no envelope tells it; empty when unknown. */
  readonly kubernetes_account: string
}

export function kubernetesAudit(settings: KubernetesSettings) {
  const place: Place = {
    cluster: settings.kubernetes_cluster,
    account: settings.kubernetes_account,
    region: '',
  }
  return {
    source: 'kubernetes-audit',
    summary: 'Kubernetes audit events: actions, issued service account tokens, changes of RBAC.',
    is_audit_log: true,
    // An audit event has no field that a caller could put its correlation id into.
    carries_correlation_id: false,
    tell: (message) => tell(message, place),
  } as const satisfies SourceDefinition
}

function tell(message: SourceMessage, place: Place): readonly Told[] {
  if (message.value === null) return []
  return parseDocuments(message.value).flatMap((parsed) =>
    parsed.ok ? recordsIn(parsed.value, place).map((found) => tellRecord(found, message)) : [parsed],
  )
}

function tellRecord({ record, place }: Found, message: SourceMessage): Told {
  if (!record.ok) return record
  const read = readCall(record.value, place)
  if (!read.ok) return rejected(read.code, read.detail)
  return read.call === null ? { ok: true, events: [] } : checkEvents(draftsOf(read.call), message)
}
