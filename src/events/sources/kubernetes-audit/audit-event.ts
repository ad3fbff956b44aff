/** An event of `audit.k8s.io`, as a call. */
import { contentId } from '../../content-id.ts'
import { type JsonObject, listAt, numberAt, objectAt, textAt } from '../../json.ts'
import { parseMoment, preciseMoment, utcUnlessZoned } from '../../moment.ts'
import { readArn } from '../cloudtrail/arn.ts'
import type { KubernetesCall, KubernetesCaller, KubernetesObject, ReadCall } from './call.ts'
import type { Place } from './envelope.ts'

/** A call is told up to four times; the last stage tells how it ended. */
const EARLIER_STAGES = ['RequestReceived', 'ResponseStarted']

export function readAuditEvent(event: JsonObject, place: Place): ReadCall {
  if (event['kind'] !== 'Event' && textAt(event, 'auditID') === '') {
    return { ok: false, code: 'wrong_shape', detail: 'kind: expected that of an audit event' }
  }
  const stage = textAt(event, 'stage')
  if (EARLIER_STAGES.includes(stage)) return { ok: true, call: null }
  if (stage !== 'ResponseComplete' && stage !== 'Panic') {
    return { ok: false, code: 'invalid_field', detail: 'stage: expected a stage of an audit event' }
  }
  const received = utcUnlessZoned(textAt(event, 'requestReceivedTimestamp'))
  const ended = utcUnlessZoned(textAt(event, 'stageTimestamp'))
  if (received === '' && ended === '') {
    return { ok: false, code: 'invalid_field', detail: 'requestReceivedTimestamp: expected text' }
  }
  const audit_id = textAt(event, 'auditID') || contentId('kubernetes-audit', event)
  if (audit_id === null) return { ok: false, code: 'wrong_shape', detail: 'record: nested too deeply' }
  const object = objectOf(event)
  const verb = textAt(event, 'verb')
  const call: KubernetesCall = {
    place,
    audit_id,
    stage,
    time: received || ended,
    latency_ms: lastsAsLongAsItsCaller(verb, object, textAt(event, 'requestURI'))
      ? null
      : elapsed(received, ended),
    verb,
    object,
    caller: callerOf(event),
    source_ip: first(event, 'sourceIPs'),
    code: numberAt(event, 'responseStatus', 'code'),
    forbidden: textAt(event, 'annotations', 'authorization.k8s.io/decision') === 'forbid',
    issued: {
      token_id: textAt(event, 'annotations', 'authentication.kubernetes.io/issued-credential-id'),
      ttl_s: ttlOf(event, received),
    },
  }
  return { ok: true, call }
}

/** Kubernetes' own list of long-running requests: their duration says nothing of the API. */
function lastsAsLongAsItsCaller(verb: string, { subresource }: KubernetesObject, uri: string): boolean {
  return (
    verb === 'watch' ||
    verb === 'proxy' ||
    /^(?:attach|exec|proxy|log|portforward)$/.test(subresource) ||
    /[?&]watch=(?:true|1)(?:&|$)/.test(uri)
  )
}

/** Microseconds tell apart what a cluster answers within one millisecond. */
function elapsed(from: string, to: string): number | null {
  const ms = preciseMoment(to) - preciseMoment(from)
  return Number.isNaN(ms) ? null : Math.round(ms * 1000) / 1000
}

function objectOf(event: JsonObject): KubernetesObject {
  const object = objectAt(event, 'objectRef')
  const resource = textAt(object, 'resource')
  const [path = ''] = textAt(event, 'requestURI').split('?')
  return {
    group: textAt(object, 'apiGroup'),
    resource,
    subresource: textAt(object, 'subresource'),
    namespace: textAt(object, 'namespace'),
    name: textAt(object, 'name'),
    path: resource === '' ? path : '',
  }
}

/** EKS adds the caller's AWS identity to `extra`; Kubernetes the id of the token or certificate. */
function callerOf(event: JsonObject): KubernetesCaller {
  const extra = objectAt(event, 'user', 'extra')
  const arn = readArn(first(extra, 'arn') || first(extra, 'canonicalArn'))
  const key = first(extra, 'accessKeyId')
  return {
    username: textAt(event, 'user', 'username'),
    account: arn.account,
    role: textAt(event, 'impersonatedUser', 'username') || arn.role,
    token_id:
      first(extra, 'authentication.kubernetes.io/credential-id') || (key.startsWith('ASIA') ? key : ''),
  }
}

/** What the response grants: a cluster shortens and lengthens what was asked for. Only some audit levels tell it. */
function ttlOf(event: JsonObject, received: string): number | null {
  const granted = numberAt(event, 'responseObject', 'spec', 'expirationSeconds')
  if (granted !== null && Number.isInteger(granted) && granted > 0) return granted
  const expires = parseMoment(textAt(event, 'responseObject', 'status', 'expirationTimestamp'))
  const measured = Math.round((expires - parseMoment(received)) / 1000)
  return measured > 0 ? measured : null
}

function first(value: unknown, key: string): string {
  const [item] = listAt(value, key)
  return typeof item === 'string' ? item : ''
}
