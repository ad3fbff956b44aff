/** What each detection fires for, and for what not: events in, alerts out. Excluded, old and told-again events are quiet. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createExclusions } from '../../src/exclusions/exclusions.ts'
import type { DetectionWithSql } from '../../src/jobs/detections.ts'
import { keepLinkRegistry } from '../../src/jobs/link-registry.ts'
import { detect, soundDetections } from '../support/detecting.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const A = '111111111111'
const B = '222222222222'
/** Excluded in every test. */
const X = '999999999999'

let measuring: Measuring
let detections: DetectionWithSql[]
let now: number
let nth = 0

beforeAll(async () => {
  measuring = await openMeasuring()
  detections = await soundDetections(measuring.store)
})
afterAll(() => measuring.close())
beforeEach(async () => {
  await measuring.empty()
  now = Date.now()
  await createExclusions({ store: measuring.store, clock: Date, slos: [] }).add({
    kind: 'maintenance',
    account: X,
    from: new Date(now - 80 * DAY).toISOString(),
    to: new Date(now + DAY).toISOString(),
    author: 'test',
    reason: 'test',
  })
})

function event(kind: string, ago_ms: number, more: object): object {
  nth += 1
  return { kind, event_id: `e${nth}`, time: now - ago_ms, target_account: B, ...more }
}
const times = (count: number, make: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => make(index))

/** One use of the role `reader` by its usual principal from its usual address. */
function use(ago_ms: number, more: object = {}): object {
  return event('action', ago_ms, {
    ...{
      source_account: A,
      role: 'reader',
      principal: `arn:aws:iam::${A}:role/usual`,
      source_ip: '10.0.0.1',
    },
    ...{ token_id: 't1', request_id: `r${nth}`, operation: 's3:GetObject', outcome: 'success', ...more },
  })
}
const finding = (ago_ms: number, more: object) =>
  event('finding', ago_ms, { finding_id: `f${nth}`, finding_type: 'Recon:IAMUser/Any', severity: 5, ...more })
const usedFor = (days: number, more: object = {}) =>
  times(days, (day) => use((day + 1) * DAY + DAY / 2, more))

interface Example {
  readonly loud: () => object[]
  readonly quiet: () => object[]
  readonly subjects: readonly string[]
  readonly labels?: object
}

const day = (ago: number) => new Date(now - ago * DAY).toISOString().slice(0, 10)
const cost = (ago: number, amount: number, more: object = {}) =>
  event('cost_sample', ago * DAY, {
    day: day(ago),
    service: 'compute',
    currency: 'USD',
    amount: String(amount),
    ...more,
  })
const step = (source_account: string, ago_ms: number, more: object = {}) =>
  event('link_lifecycle', ago_ms, {
    ...{
      source_account,
      role: 'reader',
      transition: 'granted',
      owner: 'ann',
      consent_id: 'c1',
      consented_by: 'bob',
      ...more,
    },
  })

const examples: Readonly<Record<string, Example>> = {
  'token-leak': {
    loud: () => [
      ...usedFor(9),
      use(MINUTE, {
        source_ip: '203.0.113.9',
        principal: 'arn:aws:iam::333333333333:user/x',
        outcome: 'auth_error',
      }),
    ],
    // The usual address, an AWS service's, a role that is known for too short a time, an excluded account, an old use.
    quiet: () => [
      use(MINUTE),
      use(MINUTE, { source_ip: 'lambda.amazonaws.com' }),
      ...[use(5 * DAY, { role: 'young' }), use(MINUTE, { role: 'young', source_ip: '203.0.113.9' })],
      ...usedFor(9, { target_account: X }),
      use(MINUTE, { target_account: X, source_ip: '203.0.113.9' }),
      use(3 * HOUR, { source_ip: '203.0.113.10' }),
    ],
    subjects: [`${B}/reader arn:aws:iam::333333333333:user/x 203.0.113.9`],
    labels: {
      target_account: B,
      role: 'reader',
      address: '203.0.113.9',
      owner: 'Security',
      team: 'security',
      tier: 'detection',
    },
  },
  'new-operation': {
    loud: () => [...usedFor(9), use(MINUTE, { operation: 'iam:CreateAccessKey' })],
    quiet: () => [
      use(MINUTE),
      use(MINUTE, { operation: 'iam:ListRoles', outcome: 'auth_error' }),
      ...[use(5 * DAY, { role: 'young' }), use(MINUTE, { role: 'young', operation: 'iam:ListRoles' })],
      use(3 * HOUR, { operation: 'iam:ListUsers' }),
    ],
    subjects: [`${B}/reader iam:CreateAccessKey`],
    labels: { operation: 'iam:CreateAccessKey', target_account: B },
  },
  'revocation-still-allowed': {
    loud: () => [
      event('token_issuance', 20 * MINUTE, {
        source_account: A,
        role: 'reader',
        token_id: 't1',
        ttl_s: 3600,
        outcome: 'success',
      }),
      event('revocation', 10 * MINUTE, {
        source_account: A,
        role: 'reader',
        scope: 'token',
        token_id: 't1',
        severity: 'critical',
        event_id: 'rev1',
      }),
      use(5 * MINUTE),
    ],
    quiet: () => [
      event('token_issuance', 20 * MINUTE, {
        source_account: A,
        role: 'reader',
        token_id: 't2',
        ttl_s: 3600,
        outcome: 'success',
      }),
      event('revocation', 10 * MINUTE, {
        source_account: A,
        role: 'reader',
        scope: 'token',
        token_id: 't2',
        severity: 'critical',
      }),
      use(10 * MINUTE - 20_000, { token_id: 't2' }),
      use(5 * MINUTE, { token_id: 't2', outcome: 'auth_error' }),
    ],
    subjects: ['rev1'],
    labels: { target_account: B, role: 'reader', source_account: A },
  },
  'root-account-use': {
    loud: () => [
      event('action', MINUTE, {
        principal: `arn:aws:iam::${B}:root`,
        operation: 'iam:CreateUser',
        outcome: 'success',
      }),
    ],
    quiet: () => [
      event('action', MINUTE, {
        target_account: X,
        principal: `arn:aws:iam::${X}:root`,
        operation: 'iam:CreateUser',
        outcome: 'success',
      }),
      event('action', 2 * HOUR, {
        target_account: A,
        principal: `arn:aws:iam::${A}:root`,
        operation: 'iam:CreateUser',
        outcome: 'success',
      }),
      use(MINUTE),
    ],
    subjects: [B],
    labels: { principal: `arn:aws:iam::${B}:root` },
  },
  'compromise-signs': {
    loud: () => [
      finding(MINUTE, { finding_id: 'loud', finding_type: 'CredentialAccess:IAMUser/Any', severity: 8 }),
    ],
    quiet: () => [
      finding(MINUTE, { finding_type: 'CredentialAccess:IAMUser/Any', severity: 5 }),
      finding(MINUTE, { finding_type: 'CredentialAccess:IAMUser/Any', severity: 8, sample: true }),
      finding(MINUTE, { finding_type: 'CredentialAccess:IAMUser/Any', severity: 8, target_account: X }),
      finding(2 * DAY, { finding_type: 'CredentialAccess:IAMUser/Any', severity: 8 }),
      finding(MINUTE, { finding_type: 'Recon:IAMUser/Any', severity: 8 }),
    ],
    subjects: [`${B} loud`],
  },
  'critical-finding': {
    loud: () => [finding(MINUTE, { finding_id: 'loud', severity: 9.1 })],
    quiet: () => [
      finding(MINUTE, { finding_id: 'over', severity: 9.1 }),
      finding(MINUTE, { finding_id: 'over', severity: 9.1, status: 'resolved', updated_at: now }),
      finding(MINUTE, { severity: 9.1, sample: true }),
      finding(2 * DAY, { severity: 9.1, updated_at: now }),
      finding(MINUTE, { severity: 9.1, target_account: X }),
    ],
    subjects: [`${B} loud`],
  },
  'failed-production-deployment': {
    loud: () => [
      event('deployment', MINUTE, { deploy_id: 'd1', environment: 'production', outcome: 'service_error' }),
    ],
    quiet: () => [
      event('deployment', MINUTE, { deploy_id: 'd2', environment: 'staging', outcome: 'service_error' }),
      event('deployment', 2 * MINUTE, { deploy_id: 'd3', environment: 'prod', outcome: 'service_error' }),
      event('deployment', MINUTE, { deploy_id: 'd3', environment: 'prod', outcome: 'success' }),
      event('deployment', 5 * HOUR, { deploy_id: 'd4', environment: 'prod', outcome: 'service_error' }),
      event('deployment', MINUTE, {
        deploy_id: 'd5',
        environment: 'prod',
        outcome: 'service_error',
        target_account: X,
      }),
    ],
    subjects: [`${B} d1`],
    labels: { resource: 'd1', error_type: 'service_error', target_account: B },
  },
  'denial-spike': {
    loud: () => [
      ...times(20, () =>
        use(MINUTE, { principal: 'p1', outcome: 'auth_error', error_type: 'access_denied' }),
      ),
      // Calls and exchanges together.
      ...['action', 'token_issuance'].flatMap((kind) =>
        times(10, () =>
          event(kind, MINUTE, { principal: 'p5', outcome: 'auth_error', error_type: 'access_denied' }),
        ),
      ),
    ],
    quiet: () => [
      ...times(19, () =>
        use(MINUTE, { principal: 'p2', outcome: 'auth_error', error_type: 'access_denied' }),
      ),
      // As often in the hours before.
      ...times(20, () =>
        use(MINUTE, { principal: 'p3', outcome: 'auth_error', error_type: 'access_denied' }),
      ),
      ...times(300, (index) =>
        use(20 * MINUTE + index * 30_000, {
          principal: 'p3',
          outcome: 'auth_error',
          error_type: 'access_denied',
        }),
      ),
      ...times(20, () =>
        use(MINUTE, {
          principal: 'p4',
          outcome: 'auth_error',
          error_type: 'access_denied',
          target_account: X,
        }),
      ),
    ],
    subjects: [`${B} p1 access_denied`, `${B} p5 access_denied`],
    labels: { principal: 'p1', error_type: 'access_denied', target_account: B },
  },
  'audit-trail-stopped': {
    loud: () => [
      event('action', MINUTE, { principal: 'p', operation: 'cloudtrail:StopLogging', outcome: 'success' }),
      event('trail_manifest', 5 * HOUR, { target_account: A, region: 'eu' }),
      event('trail_manifest', HOUR, { region: 'eu' }),
    ],
    quiet: () => [
      event('trail_manifest', 5 * HOUR, { target_account: '444444444444', region: 'eu', retired: true }),
      event('trail_manifest', 5 * HOUR, { target_account: X, region: 'eu' }),
      event('action', MINUTE, {
        target_account: A,
        operation: 'cloudtrail:StopLogging',
        outcome: 'auth_error',
      }),
    ],
    subjects: [`${A} eu silent`, `${B}  call`],
  },
  'log-delivery-failing': {
    loud: () => [
      event('log_delivery', HOUR, { log_type: 'cloudtrail', object_key: 'k1', outcome: 'service_error' }),
    ],
    quiet: () => [
      event('log_delivery', HOUR, { log_type: 'flow', object_key: 'k2', outcome: 'service_error' }),
      event('log_delivery', HOUR - MINUTE, { log_type: 'flow', object_key: 'k2', outcome: 'success' }),
      event('log_delivery', MINUTE, { log_type: 'dns', object_key: 'k3', outcome: 'service_error' }),
      event('log_delivery', HOUR, {
        log_type: 'cloudtrail',
        object_key: 'k4',
        outcome: 'service_error',
        target_account: X,
      }),
    ],
    subjects: [`${B} cloudtrail`],
    labels: { resource: 'cloudtrail' },
  },
  'quota-low': {
    loud: () => [
      event('quota_sample', MINUTE, {
        region: 'eu',
        service: 'iam',
        quota: 'roles',
        limit_value: 100,
        used_value: 81,
      }),
    ],
    quiet: () => [
      event('quota_sample', MINUTE, { service: 'iam', quota: 'users', limit_value: 100, used_value: 80 }),
      event('quota_sample', HOUR, { service: 'iam', quota: 'groups', limit_value: 100, used_value: 99 }),
      event('quota_sample', MINUTE, { service: 'iam', quota: 'groups', limit_value: 100, used_value: 9 }),
      event('quota_sample', MINUTE, { service: 'iam', quota: 'none', limit_value: 0, used_value: 9 }),
      event('quota_sample', MINUTE, {
        service: 'iam',
        quota: 'roles',
        limit_value: 100,
        used_value: 99,
        target_account: X,
      }),
    ],
    subjects: [`${B} eu iam/roles`],
    labels: { resource: 'iam/roles', target_account: B },
  },
  'billing-anomaly': {
    loud: () => [...times(8, (week) => cost(1 + 7 * (week + 1), 100 + week)), cost(1, 400)],
    quiet: () => [
      ...times(8, (week) => cost(1 + 7 * (week + 1), 100 + week, { service: 'storage' })),
      cost(1, 104, { service: 'storage' }),
      cost(1, 400, { service: 'new' }),
    ],
    subjects: ['compute'],
    labels: { resource: 'compute', target_account: B, owner: 'FinOps' },
  },
  'spend-over-budget': {
    loud: () => [cost(1, 101, { workload: 'w1', units: '10', budget: '10' })],
    quiet: () => [
      cost(1, 100, { workload: 'w2', units: '10', budget: '10' }),
      cost(1, 100, { workload: 'w3' }),
      cost(1, 101, { workload: 'w4', units: '10', budget: '10', target_account: X }),
      cost(9, 101, { workload: 'w5', units: '10', budget: '10' }),
    ],
    subjects: ['w1'],
    labels: { resource: 'w1' },
  },
  'broker-errors': {
    loud: () =>
      times(10, () =>
        event('token_issuance', MINUTE, { broker: 'b1', outcome: 'service_error', error_type: 'timeout' }),
      ),
    quiet: () => [
      ...times(9, () => event('token_issuance', MINUTE, { broker: 'b2', outcome: 'service_error' })),
      ...times(10, () => event('token_issuance', MINUTE, { broker: 'b3', outcome: 'service_error' })),
      ...times(300, () => event('token_issuance', MINUTE, { broker: 'b3', outcome: 'success' })),
      ...times(10, () =>
        event('token_issuance', MINUTE, { broker: 'b4', outcome: 'service_error', target_account: X }),
      ),
    ],
    subjects: ['b1'],
    labels: { broker: 'b1', error_type: 'timeout' },
  },
  'broker-queue': {
    loud: () => [
      ...times(12, (index) =>
        event('broker_sample', HOUR + index * MINUTE, { broker: 'b1', queue_depth: 5 }),
      ),
      event('broker_sample', MINUTE, { broker: 'b1', queue_depth: 50 }),
    ],
    quiet: () => [
      event('broker_sample', MINUTE, { broker: 'b2', queue_depth: 500 }),
      ...times(12, (index) =>
        event('broker_sample', HOUR + index * MINUTE, { broker: 'b3', queue_depth: 90 }),
      ),
      event('broker_sample', MINUTE, { broker: 'b3', queue_depth: 100 }),
    ],
    subjects: ['b1'],
    labels: { broker: 'b1' },
  },
  'stale-access-key': {
    loud: () => [
      event('access_key', MINUTE, {
        key_id: 'k1',
        principal: 'u',
        status: 'active',
        created_at: now - 91 * DAY,
        last_used_at: now,
      }),
    ],
    quiet: () => [
      event('access_key', MINUTE, {
        key_id: 'k2',
        status: 'active',
        created_at: now - 80 * DAY,
        last_used_at: null,
      }),
      event('access_key', HOUR, { key_id: 'k3', status: 'active', created_at: now - 91 * DAY }),
      event('access_key', MINUTE, { key_id: 'k3', status: 'inactive', created_at: now - 91 * DAY }),
      event('access_key', 5 * DAY, { key_id: 'k4', status: 'active', created_at: now - 91 * DAY }),
      event('access_key', MINUTE, {
        key_id: 'k5',
        status: 'active',
        created_at: now - 91 * DAY,
        target_account: X,
      }),
    ],
    subjects: [`${B} k1`],
    labels: { resource: 'k1', principal: 'u' },
  },
  'drift-found': {
    loud: () => [event('drift_report', MINUTE, { stack: 's', resource: 'r1', status: 'drifted' })],
    quiet: () => [
      event('drift_report', HOUR, { stack: 's', resource: 'r2', status: 'drifted' }),
      event('drift_report', MINUTE, { stack: 's', resource: 'r2', status: 'in_sync' }),
      event('drift_report', MINUTE, { stack: 's', resource: 'r3', status: 'drifted', run_ok: false }),
      event('drift_report', MINUTE, { stack: 's', resource: 'r4', status: 'drifted', target_account: X }),
    ],
    subjects: [`${B} s r1`],
    labels: { resource: 'r1' },
  },
  'link-unused': {
    loud: () => [step(A, 40 * DAY)],
    quiet: () => [
      step('111111111112', 10 * DAY),
      step('111111111113', 40 * DAY),
      use(HOUR, { source_account: '111111111113', token_id: '' }),
    ],
    subjects: [`${A}/reader/${B}`],
    labels: { source_account: A, role: 'reader', target_account: B },
  },
  'link-unowned': {
    loud: () => [step(A, DAY, { owner: '' })],
    quiet: () => [
      step('111111111112', DAY),
      step('111111111113', 2 * DAY, { owner: '' }),
      step('111111111113', DAY, { owner: '', transition: 'revoked' }),
    ],
    subjects: [`${A}/reader/${B}`],
  },
  'link-without-consent': {
    loud: () => [step(A, DAY, { consent_id: '', consented_by: '' })],
    quiet: () => [step('111111111112', DAY)],
    subjects: [`${A}/reader/${B}`],
  },
  'link-expired-in-use': {
    loud: () => [step(A, 9 * DAY, { expires_at: now - 2 * HOUR }), use(HOUR, { token_id: '' })],
    quiet: () => [
      step('111111111112', 9 * DAY, { expires_at: now + HOUR }),
      use(HOUR, { source_account: '111111111112', token_id: '' }),
    ],
    subjects: [`${A}/reader/${B}`],
  },
}

async function firing(name: string) {
  await keepLinkRegistry(measuring.store)
  const mine = detections.filter(({ detection }) => detection.name === name)
  return detect(measuring.store, mine, Date.now())
}

test('each has an example', () => {
  expect(Object.keys(examples).toSorted()).toEqual(
    detections.map(({ detection }) => detection.name).toSorted(),
  )
})

describe.each(Object.entries(examples))('%s', (name, example) => {
  test('fires for what it is about, once, and for nothing else', async () => {
    const told = [...example.loud(), ...example.quiet()]
    await measuring.tell(told)
    const first = await firing(name)
    expect(first.map(({ subject }) => subject).toSorted()).toEqual(
      example.subjects.map((subject) => expect.stringContaining(subject)),
    )
    for (const { labels, annotations, reason } of first) {
      expect(labels).toMatchObject({ detection: name, tier: 'detection' })
      expect(annotations['runbook_url']).toBe(`alerts/runbooks/${name}.md`)
      expect(reason).toMatch(/^\S.*\.$/)
    }
    expect(
      first.some(({ labels }) =>
        Object.entries(example.labels ?? {}).every(([label, text]) => labels[label] === text),
      ),
    ).toBe(true)

    await measuring.tell(told)
    expect(await firing(name)).toEqual(first)
    expect(await measuring.store.rows('SELECT 1 FROM raised_alerts')).toHaveLength(first.length)
  })

  test('stays quiet without it', async () => {
    await measuring.tell(example.quiet())
    expect(await firing(name)).toEqual([])
  })
})

test('nothing fires over an empty store', async () => {
  expect(await detect(measuring.store, detections, Date.now())).toEqual([])
})
