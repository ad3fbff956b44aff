/** Which events a call gives: an issued token, else an action, and a policy change where it changed RBAC. */
import type { EventDraft } from '../../told.ts'
import type { KubernetesCall } from './call.ts'
import { outcomeOf } from './outcome.ts'

export function draftsOf(call: KubernetesCall): readonly EventDraft[] {
  if (isTokenRequest(call)) return [issuance(call)]
  // A denied change is an action that failed; so one that succeeded is an action too, or M3 would see only failures.
  return changesRbac(call) ? [action(call), policyChange(call)] : [action(call)]
}

function isTokenRequest({ verb, object }: KubernetesCall): boolean {
  return verb === 'create' && object.resource === 'serviceaccounts' && object.subresource === 'token'
}

function changesRbac(call: KubernetesCall): boolean {
  const { verb, object } = call
  return (
    object.group === 'rbac.authorization.k8s.io' &&
    /^(?:cluster)?role(?:binding)?s$/.test(object.resource) &&
    /^(?:create|update|patch|delete|deletecollection)$/.test(verb) &&
    outcomeOf(call).outcome === 'success'
  )
}

function issuance(call: KubernetesCall): EventDraft {
  const { object, place, caller } = call
  const ended = outcomeOf(call)
  const issued = ended.outcome === 'success'
  const input = {
    ...sharedColumns(call),
    ...ended,
    role: object.name === '' ? '' : `system:serviceaccount:${object.namespace}:${object.name}`,
    request_id: call.audit_id,
    mechanism: 'service_account_token',
    broker: place.cluster,
    latency_ms: call.latency_ms,
    ttl_s: issued ? call.issued.ttl_s : null,
    token_id: issued ? call.issued.token_id : '',
    parent_token_id: caller.token_id,
    source_ip: call.source_ip,
  }
  return { kind: 'token_issuance', input }
}

function action(call: KubernetesCall): EventDraft {
  const input = {
    ...sharedColumns(call),
    ...outcomeOf(call),
    role: call.caller.role,
    request_id: call.audit_id,
    token_id: call.caller.token_id,
    operation: operationOf(call),
    resource: resourceOf(call),
    latency_ms: call.latency_ms,
    source_ip: call.source_ip,
  }
  return { kind: 'action', input }
}

/** An RBAC role's name is no link's role: the change concerns the whole cluster, so `role` stays empty. */
function policyChange(call: KubernetesCall): EventDraft {
  const input = {
    ...sharedColumns(call),
    source_account: '',
    actor: call.caller.username,
    policy: resourceOf(call),
    change_type: `${call.verb}_${call.object.resource.replace(/s$/, '')}`,
  }
  return { kind: 'policy_change', input }
}

function sharedColumns(call: KubernetesCall) {
  const { place, caller } = call
  return {
    event_id: `${place.cluster} ${call.audit_id} ${call.stage}`,
    time: call.time,
    emitter: place.cluster,
    source_account: caller.account,
    target_account: place.account,
    region: place.region,
    principal: caller.username,
  }
}

/** As kubectl names things: `create pods/exec`, `patch roles.rbac.authorization.k8s.io`; a bare verb for a path. */
function operationOf({ verb, object }: KubernetesCall): string {
  if (object.resource === '') return verb
  const kind = object.group === '' ? object.resource : `${object.resource}.${object.group}`
  return `${verb} ${kind}${object.subresource === '' ? '' : `/${object.subresource}`}`
}

/** `namespaces/web/pods/p1`, `clusterroles/admin`; the path where there is no resource. */
function resourceOf({ object }: KubernetesCall): string {
  if (object.resource === '') return object.path
  const inNamespace = object.namespace === '' ? [] : ['namespaces', object.namespace]
  return [...inNamespace, object.resource, object.name].filter((part) => part !== '').join('/')
}
