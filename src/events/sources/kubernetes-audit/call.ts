/** A call to a cluster's API, read once from an audit event or a GKE log entry into the fields that events need. */
import type { RejectionCode } from '../../../errors.ts'
import { asObject } from '../../json.ts'
import { readAuditEvent } from './audit-event.ts'
import type { Place } from './envelope.ts'
import { readGkeEntry } from './gke-entry.ts'

export interface KubernetesCall {
  readonly place: Place
  /** The same in every stage of one call. */
  readonly audit_id: string
  readonly stage: 'ResponseComplete' | 'Panic'
  /** When the API server received it. */
  readonly time: string
  /** Null where unknown, and for calls that last as long as their caller likes. */
  readonly latency_ms: number | null
  readonly verb: string
  readonly object: KubernetesObject
  readonly caller: KubernetesCaller
  readonly source_ip: string
  /** The HTTP status; null where none was told. */
  readonly code: number | null
  /** True where the authorizer said `forbid`. */
  readonly forbidden: boolean
  /** Of a service account's token: its id and how long it lives. */
  readonly issued: { readonly token_id: string; readonly ttl_s: number | null }
}

export interface KubernetesObject {
  /** Empty for the core group. */
  readonly group: string
  /** In the plural, as the API's paths write it; empty for a path that is no resource. */
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  /** The path of a call that concerns no resource (`/healthz`), without its query; else empty. */
  readonly path: string
}

export interface KubernetesCaller {
  readonly username: string
  /** The account of the caller's own identity. */
  readonly account: string
  /** Whom it acts as: the impersonated user, else the role of its cloud identity. */
  readonly role: string
  readonly token_id: string
}

/** A call, or null for a record of a stage that is not counted. */
export type ReadCall =
  | { readonly ok: true; readonly call: KubernetesCall | null }
  | { readonly ok: false; readonly code: RejectionCode; readonly detail: string }

export function readCall(value: unknown, place: Place): ReadCall {
  const record = asObject(value)
  if (record === null) return { ok: false, code: 'wrong_shape', detail: 'record: expected an object' }
  const payload = asObject(record['protoPayload'])
  return payload === null ? readAuditEvent(record, place) : readGkeEntry(record, payload, place)
}
