/** An entry of Google Cloud's audit log that tells of a GKE cluster, as a call. */
import { contentId } from '../../content-id.ts'
import { type JsonObject, numberAt, objectAt, objectsAt, textAt } from '../../json.ts'
import { utcUnlessZoned } from '../../moment.ts'
import type { KubernetesCall, KubernetesObject, ReadCall } from './call.ts'
import type { Place } from './envelope.ts'

/** An entry has one time only, so the latency stays unknown. */
export function readGkeEntry(entry: JsonObject, payload: JsonObject, place: Place): ReadCall {
  if (textAt(payload, 'serviceName') !== 'k8s.io') {
    return { ok: false, code: 'wrong_shape', detail: 'protoPayload.serviceName: expected k8s.io' }
  }
  // A long call has an entry when it starts and one when it ends; only the latter is counted.
  const { first, last } = objectAt(entry, 'operation')
  if (first === true && last !== true) return { ok: true, call: null }
  const time = utcUnlessZoned(textAt(entry, 'timestamp'))
  if (time === '') return { ok: false, code: 'invalid_field', detail: 'timestamp: expected text' }
  const audit_id =
    textAt(entry, 'operation', 'id') || textAt(entry, 'insertId') || contentId('kubernetes-audit', entry)
  if (audit_id === null) return { ok: false, code: 'wrong_shape', detail: 'record: nested too deeply' }
  const call: KubernetesCall = {
    place: {
      cluster: textAt(entry, 'resource', 'labels', 'cluster_name') || place.cluster,
      account: textAt(entry, 'resource', 'labels', 'project_id') || place.account,
      region: textAt(entry, 'resource', 'labels', 'location') || place.region,
    },
    audit_id,
    stage: 'ResponseComplete',
    time,
    latency_ms: null,
    verb: textAt(payload, 'methodName').split('.').at(-1) ?? '',
    object: objectOf(textAt(payload, 'resourceName')),
    caller: callerOf(textAt(payload, 'authenticationInfo', 'principalEmail')),
    source_ip:
      textAt(payload, 'requestMetadata', 'callerIp') || textAt(payload, 'requestMetadata', 'callerIP'),
    code: httpStatusOf(numberAt(payload, 'status', 'code') ?? 0),
    forbidden:
      textAt(entry, 'labels', 'authorization.k8s.io/decision') === 'forbid' ||
      objectsAt(payload, 'authorizationInfo').some(({ granted }) => granted === false),
    issued: { token_id: '', ttl_s: null },
  }
  return { ok: true, call }
}

/** `rbac.authorization.k8s.io/v1/namespaces/web/roles/reader`; `core/v1/nodes/n1`; `healthz`. */
function objectOf(resourceName: string): KubernetesObject {
  const [group = '', version = '', ...rest] = resourceName.split('/')
  const nothing = { group: '', resource: '', subresource: '', namespace: '', name: '' }
  if (!/^v\d/.test(version)) return { ...nothing, path: resourceName === '' ? '' : `/${resourceName}` }
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2
  const [resource = '', name = '', subresource = ''] = inNamespace ? rest.slice(2) : rest
  return {
    group: group === 'core' ? '' : group,
    resource,
    subresource,
    namespace: inNamespace ? (rest[1] ?? '') : '',
    name,
    path: '',
  }
}

/** A service account's address names its project: `deployer@project.iam.gserviceaccount.com`. */
function callerOf(username: string) {
  const [, account = ''] = /@([a-z][a-z\d-]+)\.iam\.gserviceaccount\.com$/.exec(username) ?? []
  return { username, account, role: '', token_id: '' }
}

/** The canonical codes of Google's APIs, by their documented HTTP statuses; a success has none. */
const statuses: Readonly<Record<number, number>> = {
  0: 200,
  3: 400,
  5: 404,
  6: 409,
  7: 403,
  8: 429,
  9: 400,
  10: 409,
  11: 400,
  16: 401,
}

/** What is left (unknown, internal, unavailable, deadline …) is the server's; `cancelled` is nobody's answer. */
function httpStatusOf(code: number): number | null {
  if (code === 1) return null
  return statuses[code] ?? 500
}
