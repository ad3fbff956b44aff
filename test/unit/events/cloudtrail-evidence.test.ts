/** What CloudTrail tells beside calls and tokens: changed policies and trails, root, deliveries, digests, Insights. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cloudtrail } from '../../../src/events/sources/cloudtrail.ts'
import { cloudtrailFixture, eventsOf, message, reasonsOf, rowsOf } from './told.ts'

const tell = (record: unknown) => cloudtrail.tell(message(record))
const kindsOf = (record: unknown) => eventsOf(tell(record)).map(({ kind }) => kind)
const received = (path: string, sha256 = 'a'.repeat(64)) =>
  cloudtrail.tell(message(null, { file: { path, sha256 } }))

const [attached, written, versioned, detached, deleted] = cloudtrailFixture('policy-changes')
const [stopped, trailDeleted, selectors] = cloudtrailFixture('trail-changes')
const [logPut, flowLogPut, trailStatus] = cloudtrailFixture('log-deliveries')
const root = cloudtrailFixture('root-activity')
const digest = cloudtrailFixture('digest')

const change = (record: unknown) => rowsOf(tell(record), 'policy_change')[0]
const finding = (record: unknown) => rowsOf(tell(record), 'finding')[0]
const delivery = (record: unknown) => rowsOf(tell(record), 'log_delivery')[0]

describe('a change of a policy', () => {
  it('says who changed which policy of which role, and how', () => {
    expect(change(attached)).toMatchObject({
      event_id: '444444444444 e-attach',
      change_id: 'e-attach',
      actor: 'arn:aws:iam::444444444444:user/admin',
      source_account: '',
      target_account: '444444444444',
      role: 'reader',
      policy: 'arn:aws:iam::444444444444:policy/ledger',
      change_type: 'attach_role_policy',
      diff: '',
      planned: false,
    })
    expect(change(detached)).toMatchObject({ role: '', change_type: 'detach_user_policy' })
    expect(change(deleted)).toMatchObject({ policy: 'ledger-inline', change_type: 'delete_group_policy' })
  })

  it('keeps the new document, without secrets in it', () => {
    expect(change(written)?.diff).toBe(written.requestParameters.policyDocument)
    expect(change(versioned)).toMatchObject({ role: '', change_type: 'create_policy_version' })
    const policyDocument = JSON.stringify({ Statement: [{ Effect: 'Allow', password: 'LEAK' }] })
    const leaky = { ...written, requestParameters: { ...written.requestParameters, policyDocument } }
    expect(change(leaky)?.diff).toBe('{"Statement":[{"Effect":"Allow"}]}')
    expect(JSON.stringify(tell(leaky))).not.toContain('LEAK')
  })

  it('is told beside the call, and only where it succeeded', () => {
    expect(kindsOf(written)).toEqual(['action', 'audit', 'policy_change'])
    expect(kindsOf({ ...written, errorCode: 'AccessDenied' })).toEqual(['action', 'audit'])
  })

  it.each(['SetDefaultPolicyVersion', 'PutUserPolicy', 'DeletePolicy', 'PutRolePermissionsBoundary'])(
    'is also %s',
    (eventName) => expect(kindsOf({ ...attached, eventName })).toContain('policy_change'),
  )

  it.each(['GetRolePolicy', 'ListPolicies', 'DeleteAccountPasswordPolicy', 'SimulatePrincipalPolicy'])(
    'is not %s',
    (eventName) => expect(kindsOf({ ...attached, eventName })).toEqual(['action', 'audit']),
  )
})

describe('a trail that is stopped, deleted or told to log something else', () => {
  it('is a change of a policy and a finding', () => {
    for (const record of [stopped, trailDeleted, selectors]) {
      expect(kindsOf(record)).toEqual(['action', 'audit', 'policy_change', 'finding'])
    }
    expect(change(stopped)).toMatchObject({
      policy: 'arn:aws:cloudtrail:eu-west-1:444444444444:trail/all',
      change_type: 'stop_logging',
    })
    expect(change(selectors)).toMatchObject({
      policy: 'all',
      diff: '[{"readWriteType":"WriteOnly","includeManagementEvents":true}]',
    })
  })

  it('is critical where the log ends, high where it changes', () => {
    expect(finding(stopped)).toMatchObject({
      finding_type: 'audit_trail_stopped',
      severity: 9,
      status: 'open',
      sample: false,
      target_account: '444444444444',
    })
    expect(finding(trailDeleted)).toMatchObject({ finding_type: 'audit_trail_deleted', severity: 9 })
    expect(finding(selectors)).toMatchObject({ finding_type: 'audit_trail_changed', severity: 7 })
  })

  it('is none of these where it was denied', () => {
    expect(kindsOf({ ...stopped, errorCode: 'AccessDeniedException' })).toEqual(['action', 'audit'])
  })
})

describe('what root does', () => {
  it('is a finding for each call', () => {
    expect(finding(root)).toMatchObject({
      finding_type: 'root_activity',
      severity: 7,
      principal: 'arn:aws:iam::444444444444:root',
    })
  })

  it('is none where a service does it for root, or where somebody failed to log in as root', () => {
    const invoked = { ...root, userIdentity: { ...root.userIdentity, invokedBy: 'support.amazonaws.com' } }
    const login = { ...root, eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' }
    const failed = { ...login, responseElements: { ConsoleLogin: 'Failure' } }
    const succeeded = { ...login, responseElements: { ConsoleLogin: 'Success' } }
    for (const record of [invoked, { ...root, eventType: 'AwsServiceEvent' }, failed]) {
      expect(kindsOf(record)).not.toContain('finding')
    }
    expect(finding(succeeded)).toMatchObject({ finding_type: 'root_activity' })
  })
})

describe('the delivery of a log', () => {
  it('is a PutObject of the service that delivers, of the account and region whose log it is', () => {
    expect(delivery(logPut)).toMatchObject({
      event_id: '444444444444 e-log',
      target_account: '444444444444',
      region: 'eu-west-1',
      log_type: 'cloudtrail',
      object_key: logPut.requestParameters.key,
      outcome: 'success',
      lag_s: null,
      sha256: '',
    })
    expect(delivery(flowLogPut)).toMatchObject({
      target_account: '555555555555',
      region: 'eu-central-1',
      log_type: 'vpcflowlogs',
      outcome: 'auth_error',
    })
  })

  it('is found by its object where the request names no key', () => {
    const resources = [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::logs/${logPut.requestParameters.key}` }]
    const told = delivery({ ...logPut, requestParameters: null, resources })
    expect(told?.object_key).toBe(logPut.requestParameters.key)
  })

  it('is no delivery where a user puts an object there', () => {
    const byUser = { ...logPut, userIdentity: root.userIdentity, sourceIPAddress: '192.0.2.10' }
    expect(kindsOf({ ...byUser, eventType: 'AwsServiceEvent' })).toEqual(['action', 'audit'])
  })

  it('is what GetTrailStatus says of the latest one, told once however often it is asked', () => {
    expect(delivery(trailStatus)).toMatchObject({
      time: Date.UTC(2025, 2, 10, 8, 5, 12),
      log_type: 'cloudtrail',
      outcome: 'success',
    })
    const again = { ...trailStatus, eventID: 'e-status-2', eventTime: '2025-03-10T08:09:00Z' }
    expect(delivery(again)?.event_id).toBe(delivery(trailStatus)?.event_id)
    const failing = { isLogging: true, latestDeliveryError: 'AccessDenied' }
    expect(delivery({ ...trailStatus, responseElements: failing })).toMatchObject({ outcome: 'auth_error' })
  })

  it('stays unknown where GetTrailStatus was logged without its answer, as CloudTrail does', () => {
    expect(kindsOf({ ...trailStatus, responseElements: null })).toEqual(['action', 'audit'])
  })
})

describe('a file of a trail', () => {
  const name = '444444444444_CloudTrail_eu-west-1_20250310T0805Z_a1B2c3D4.json.gz'
  const folder = 'AWSLogs/444444444444/CloudTrail/eu-west-1/2025/03/10'

  it('is a delivery when it is received, with its key and hash', () => {
    expect(rowsOf(received(`/mnt/bucket/${folder}/${name}`), 'log_delivery')).toMatchObject([
      {
        time: Date.UTC(2025, 2, 10, 8, 5),
        target_account: '444444444444',
        region: 'eu-west-1',
        log_type: 'cloudtrail',
        object_key: `${folder}/${name}`,
        outcome: 'success',
        sha256: 'a'.repeat(64),
      },
    ])
  })

  it('is the same delivery from any folder, and another one with other content', () => {
    const [one] = rowsOf(received(`/a/${folder}/${name}`), 'log_delivery')
    const [moved] = rowsOf(received(`b\\${name}`), 'log_delivery')
    const [changed] = rowsOf(received(`/a/${folder}/${name}`, 'b'.repeat(64)), 'log_delivery')
    expect(moved).toMatchObject({ event_id: one?.event_id, object_key: name })
    expect(changed?.event_id).not.toBe(one?.event_id)
  })

  it('that was unpacked has the key of the packed one', () => {
    expect(rowsOf(received(name.replace('.gz', '')), 'log_delivery')[0]?.object_key).toBe(name)
  })

  it('may be a digest or hold Insights', () => {
    const [digestFile] = rowsOf(received(digest.digestS3Object), 'log_delivery')
    expect(digestFile).toMatchObject({ log_type: 'cloudtrail_digest', region: 'eu-west-1' })
    expect(digestFile?.time).toBe(Date.UTC(2025, 2, 10, 9))
    const insights = name.replace('_CloudTrail_', '_CloudTrail-Insight_')
    expect(rowsOf(received(insights), 'log_delivery')[0]?.log_type).toBe('cloudtrail_insight')
  })

  it('with another name tells nothing', () => {
    for (const path of ['events.json', 'CloudTrail.json.gz', '/x/']) {
      expect(received(path)).toEqual([{ ok: true, events: [] }])
    }
    expect(reasonsOf(received(name.replace('0310T', '1399T')))).toEqual(['invalid_field'])
  })
})

describe('a digest', () => {
  const manifest = (value: unknown) => rowsOf(tell(value), 'trail_manifest')[0]

  it('lists the files that should be there, with the hashes they should have', () => {
    expect(manifest(digest)).toMatchObject({
      event_id: `logs/${digest.digestS3Object}`,
      time: Date.UTC(2025, 2, 10, 9),
      emitter: 'all',
      target_account: '444444444444',
      region: 'eu-west-1',
      period_start: Date.UTC(2025, 2, 10, 8),
      period_end: Date.UTC(2025, 2, 10, 9),
      expected: null,
      log_files: [{ key: logPut.requestParameters.key, sha256: digest.logFiles[0].hashValue }],
      retired: false,
    })
  })

  it('hashes the decompressed content of a file', () => {
    const file = readFileSync(`${import.meta.dirname}/../../fixtures/cloudtrail/log-file.json`)
    expect(createHash('sha256').update(file).digest('hex')).toBe(digest.logFiles[0].hashValue)
  })

  it('names the digest before it, so that a gap in the chain shows', () => {
    expect(manifest(digest)).toMatchObject({
      previous_key: digest.previousDigestS3Object,
      previous_sha256: digest.previousDigestHashValue,
    })
    const first = { ...digest, previousDigestS3Object: null, previousDigestHashValue: null }
    expect(manifest(first)).toMatchObject({ previous_key: '', previous_sha256: '' })
  })

  it('that is empty is complete, and no mistake', () => {
    expect(manifest({ ...digest, logFiles: [] })).toMatchObject({ log_files: [], expected: null })
  })

  it('of another trail is another one, and the same again the same', () => {
    const key = digest.digestS3Object.replaceAll('_all_', '_other_')
    expect(manifest({ ...digest, digestS3Object: key })?.event_id).not.toBe(manifest(digest)?.event_id)
    expect(manifest({ ...digest, digestS3Object: key })?.emitter).toBe('other')
    expect(manifest({ ...digest })?.event_id).toBe(manifest(digest)?.event_id)
  })

  it('with a hash that is none, or without its end, is rejected', () => {
    const [file] = digest.logFiles
    const broken = { ...digest, logFiles: [{ ...file, hashValue: 'none' }] }
    expect(reasonsOf(tell(broken))).toEqual(['invalid_field'])
    expect(reasonsOf(tell({ ...digest, digestEndTime: undefined }))).toEqual(['invalid_field'])
  })

  it('leaves its signatures behind', () => {
    expect(JSON.stringify(tell(digest))).not.toContain(digest.previousDigestSignature)
  })
})
