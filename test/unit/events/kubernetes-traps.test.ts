/** The traps of Kubernetes' audit log, one by one. */
import { describe, expect, it } from 'vitest'
import { kubernetesAudit } from '../../../src/events/sources/kubernetes-audit.ts'
import { eventsOf, fixture, message, reasonsOf, rowsOf } from './told.ts'

const source = kubernetesAudit({ kubernetes_cluster: 'prod-eu', kubernetes_account: '222222222222' })
const tell = (record: unknown) => source.tell(message(record))
const action = (record: unknown) => rowsOf(tell(record), 'action')[0]
const kindsOf = (record: unknown) => eventsOf(tell(record)).map(({ kind }) => kind)

const get = fixture('kubernetes-audit/get-pod')
const tokenRequest = fixture('kubernetes-audit/token-request')
const [, forbidden, rbac] = fixture('kubernetes-audit/event-list').items
const gke = fixture('kubernetes-audit/gke-entry')

describe('trap: a call is told in several stages', () => {
  it('counts ResponseComplete and Panic, and passes over the others without a rejection', () => {
    const told = tell(
      ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'].map((stage) => ({ ...get, stage })),
    )
    expect(told.map((one) => one.ok && one.events.length)).toEqual([0, 0, 1, 1])
  })

  it('knows a record by cluster, auditID and stage', () => {
    expect(action(get)?.event_id).toBe('prod-eu a-get ResponseComplete')
    expect(action({ ...get, stage: 'Panic' })?.event_id).toBe('prod-eu a-get Panic')
    const [other] = rowsOf(
      kubernetesAudit({ kubernetes_cluster: 'prod-us', kubernetes_account: '' }).tell(message(get)),
      'action',
    )
    expect(other?.event_id).toBe('prod-us a-get ResponseComplete')
  })

  it('refuses a record that does not say its stage', () => {
    expect(
      reasonsOf(
        tell([
          { ...get, stage: undefined },
          { ...get, stage: 'Done' },
        ]),
      ),
    ).toEqual(['invalid_field', 'invalid_field'])
  })
})

describe('trap: the latency is from receiving to the last stage, in microseconds, and a watch has none', () => {
  it('is 12.25 ms from .000100 to .012350', () => {
    expect(action(get)?.latency_ms).toBe(12.25)
  })

  it('is read of nanoseconds and of times without a zone, which are UTC', () => {
    const times = {
      requestReceivedTimestamp: '2025-03-10 09:00:00.320496000',
      stageTimestamp: '2025-03-10 09:00:00.330617000',
    }
    expect(action({ ...get, ...times })).toMatchObject({
      time: Date.UTC(2025, 2, 10, 9, 0, 0, 320),
      latency_ms: 10.121,
    })
  })

  it('stays negative where clocks disagree, and unknown where a time is missing', () => {
    expect(action({ ...get, stageTimestamp: '2025-03-10T08:59:59.990100Z' })?.latency_ms).toBe(-10)
    expect(action({ ...get, stageTimestamp: undefined })?.latency_ms).toBeNull()
  })

  it.each([
    { verb: 'watch' },
    { verb: 'list', requestURI: '/api/v1/pods?resourceVersion=1&watch=true' },
    { verb: 'create', objectRef: { ...get.objectRef, subresource: 'exec' } },
    { objectRef: { ...get.objectRef, subresource: 'log' } },
  ])('is unknown for a call that lasts as long as its caller: %j', (changed) => {
    expect(action({ ...get, ...changed })).toMatchObject({ outcome: 'success', latency_ms: null })
  })
})

describe('trap: the cluster’s name comes from configuration, unless the envelope tells it', () => {
  it('stands in emitter, its account in target_account', () => {
    expect(action(get)).toMatchObject({ emitter: 'prod-eu', target_account: '222222222222' })
  })

  it('is empty where nobody tells it', () => {
    const bare = kubernetesAudit({ kubernetes_cluster: '', kubernetes_account: '' })
    expect(rowsOf(bare.tell(message(get)), 'action')[0]).toMatchObject({ emitter: '', target_account: '' })
  })
})

describe('trap: AKS wraps the event in properties.log, as an object or as text', () => {
  it('reads both, and the cluster from the resource id', () => {
    const told = rowsOf(tell(fixture('kubernetes-audit/aks-event-hub')), 'action')
    expect(told.map(({ event_id }) => event_id)).toEqual([
      'aks-prod a-aks ResponseComplete',
      'aks-prod a-aks2 ResponseComplete',
    ])
    expect(told[0]).toMatchObject({
      emitter: 'aks-prod',
      target_account: '0c5a1b2e-0000-4000-8000-000000000001',
    })
  })

  it('passes over the other logs of the control plane', () => {
    expect(tell(fixture('kubernetes-audit/aks-other-log'))).toEqual([])
  })

  it('says where the text is no JSON', () => {
    expect(tell({ category: 'kube-audit', properties: { log: '{"kind":' } })).toEqual([
      { ok: false, reason: { code: 'not_json', detail: 'properties.log: not JSON' } },
    ])
  })
})

describe('trap: GKE tells it as a protoPayload', () => {
  it('reads call, caller and cluster', () => {
    expect(action(gke)).toMatchObject({
      event_id: 'gke-prod a-gke ResponseComplete',
      time: Date.UTC(2025, 2, 10, 9, 0, 0, 43),
      emitter: 'gke-prod',
      target_account: 'shop-prod',
      region: 'europe-west1',
      principal: 'deployer@shop-ci.iam.gserviceaccount.com',
      source_account: 'shop-ci',
      operation: 'create rolebindings.rbac.authorization.k8s.io',
      resource: 'namespaces/web/rolebindings/readers',
      outcome: 'success',
      latency_ms: null,
      source_ip: '203.0.113.10',
    })
    expect(kindsOf(gke)).toEqual(['action', 'policy_change'])
  })

  it.each([
    [{}, 'success'],
    [{ code: 7 }, 'auth_error'],
    [{ code: 16 }, 'auth_error'],
    [{ code: 5 }, 'business_error'],
    [{ code: 10 }, 'business_error'],
    [{ code: 8 }, 'throttled'],
    [{ code: 13 }, 'service_error'],
    [{ code: 1 }, 'unknown'],
  ])('status %j is %s', (status, outcome) => {
    expect(action({ ...gke, protoPayload: { ...gke.protoPayload, status } })?.outcome).toBe(outcome)
  })

  it('takes a permission that was not granted for a denial', () => {
    const protoPayload = { ...gke.protoPayload, authorizationInfo: [{ granted: false }] }
    expect(action({ ...gke, protoPayload })).toMatchObject({
      outcome: 'auth_error',
      error_type: 'access_denied',
    })
  })

  it.each([
    ['core/v1/namespaces/web/pods/p1/exec', 'create pods/exec', 'namespaces/web/pods/p1'],
    ['core/v1/nodes/n1', 'create nodes', 'nodes/n1'],
    ['core/v1/namespaces/web', 'create namespaces', 'namespaces/web'],
    ['healthz', 'create', '/healthz'],
  ])('%s is %s of %s', (resourceName, operation, resource) => {
    expect(action({ ...gke, protoPayload: { ...gke.protoPayload, resourceName } })).toMatchObject({
      operation,
      resource,
    })
  })

  it('counts a long call once, at its end', () => {
    expect(kindsOf({ ...gke, operation: { id: 'a-gke', first: true } })).toEqual([])
    expect(kindsOf({ ...gke, operation: { id: 'a-gke', last: true } })).toEqual(['action', 'policy_change'])
  })

  it('refuses the entries of other services', () => {
    expect(reasonsOf(tell({ ...gke, protoPayload: { serviceName: 'iam.googleapis.com' } }))).toEqual([
      'wrong_shape',
    ])
  })
})

describe('trap: batches are EventList.items', () => {
  it('tells each apart, so that a bad one never costs its neighbours', () => {
    const list = fixture('kubernetes-audit/event-list')
    expect(reasonsOf(tell({ ...list, items: [get, 'x', {}, get] }))).toEqual([
      'told',
      'wrong_shape',
      'wrong_shape',
      'told',
    ])
  })

  it('reads one event a line, an array, and a CloudWatch Logs subscription of EKS', () => {
    const lines = Buffer.from(`${JSON.stringify(get)}\n${JSON.stringify(forbidden)}\n`)
    expect(rowsOf(source.tell(message(lines)), 'action')).toHaveLength(2)
    expect(rowsOf(tell([get, forbidden]), 'action')).toHaveLength(2)
    const eks = fixture('kubernetes-audit/eks-subscription')
    expect(action(eks)).toMatchObject({
      emitter: 'eks-prod',
      target_account: '222222222222',
      source_account: '111111111111',
      role: 'cluster-admin',
      token_id: 'ASIAEXAMPLETOKEN0001',
    })
    expect(tell({ ...eks, logStream: 'kube-scheduler-0a1b' })).toEqual([])
    expect(tell({ messageType: 'CONTROL_MESSAGE' })).toEqual([])
  })

  it('that never end are refused', () => {
    const nested = Buffer.from(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)
    expect(reasonsOf(source.tell(message(nested)))).toEqual(['wrong_shape'])
  })
})

describe('trap: a decision and a status tell how it ended', () => {
  it('forbid is a denial, whatever the status', () => {
    expect(action(forbidden)).toMatchObject({ outcome: 'auth_error', error_type: 'access_denied' })
    expect(action({ ...forbidden, responseStatus: { code: 200 } })).toMatchObject({
      error_type: 'access_denied',
    })
  })

  it.each([
    [200, 'success', ''],
    [101, 'success', ''],
    [400, 'business_error', 'bad_request'],
    [401, 'auth_error', 'unauthenticated'],
    [403, 'auth_error', 'access_denied'],
    [404, 'business_error', 'not_found'],
    [409, 'business_error', 'conflict'],
    [422, 'business_error', 'validation'],
    [429, 'throttled', 'throttled'],
    [500, 'service_error', 'internal_error'],
    [504, 'service_error', 'internal_error'],
    [undefined, 'unknown', ''],
    ['200', 'unknown', ''],
  ])('%s is %s %s', (code, outcome, error_type) => {
    expect(action({ ...get, responseStatus: { code } })).toMatchObject({ outcome, error_type })
  })

  it('a panic is the server’s', () => {
    expect(action({ ...get, stage: 'Panic', responseStatus: undefined })).toMatchObject({
      outcome: 'service_error',
      error_type: 'panic',
    })
  })
})

describe('what was called decides the kind', () => {
  it('creating serviceaccounts/token issues a token, known by its id and never by itself', () => {
    const told = tell(tokenRequest)
    expect(rowsOf(told, 'token_issuance')[0]).toMatchObject({
      event_id: 'prod-eu a-token ResponseComplete',
      request_id: 'a-token',
      mechanism: 'service_account_token',
      role: 'system:serviceaccount:web:shop',
      outcome: 'success',
      latency_ms: 12.25,
      // 3607 were asked for.
      ttl_s: 3600,
      token_id: 'JTI=9b2e',
      parent_token_id: 'JTI=1f0c',
    })
    expect(eventsOf(told)).toHaveLength(1)
    expect(JSON.stringify(eventsOf(told))).not.toContain('eyJ')
  })

  it('tells no lifetime that the log does not show, and no token that was not issued', () => {
    const issuance = (changed: object) => rowsOf(tell({ ...tokenRequest, ...changed }), 'token_issuance')[0]
    expect(issuance({ responseObject: undefined })?.ttl_s).toBeNull()
    const { status } = tokenRequest.responseObject
    expect(issuance({ responseObject: { status } })?.ttl_s).toBe(3600)
    expect(issuance({ responseStatus: { code: 403 } })).toMatchObject({
      outcome: 'auth_error',
      ttl_s: null,
      token_id: '',
    })
  })

  it('a change of RBAC is a policy change where it succeeded, and an action in any case', () => {
    expect(kindsOf(rbac)).toEqual(['action', 'policy_change'])
    expect(rowsOf(tell(rbac), 'policy_change')[0]).toMatchObject({
      policy: 'clusterroles/admin',
      change_type: 'patch_clusterrole',
      actor: 'system:serviceaccount:ci:runner',
      target_account: '222222222222',
      role: '',
      planned: false,
    })
    expect(kindsOf({ ...rbac, responseStatus: { code: 409 } })).toEqual(['action'])
    expect(kindsOf({ ...rbac, verb: 'get' })).toEqual(['action'])
    const foreign = { ...rbac.objectRef, apiGroup: 'iam.example.org', resource: 'roles' }
    expect(kindsOf({ ...rbac, objectRef: foreign })).toEqual(['action'])
  })

  it('an action names caller, impersonated user, operation and object', () => {
    expect(action(rbac)).toMatchObject({
      principal: 'system:serviceaccount:ci:runner',
      role: 'break-glass',
      token_id: 'JTI=1f0c',
      operation: 'patch clusterroles.rbac.authorization.k8s.io',
      resource: 'clusterroles/admin',
      source_ip: '10.0.0.9',
    })
    expect(action({ ...get, objectRef: undefined, requestURI: '/healthz?token=LEAK' })).toMatchObject({
      operation: 'get',
      resource: '/healthz',
    })
  })
})
