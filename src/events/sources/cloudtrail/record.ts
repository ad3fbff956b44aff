/** A CloudTrail record, read once into the fields that the rules use. */
import type { RejectionCode } from '../../../errors.ts'
import { contentId } from '../../content-id.ts'
import { asObject, type JsonObject, objectAt, objectsAt, textAt } from '../../json.ts'
import { utcUnlessZoned } from '../../moment.ts'
import { type Identity, readIdentity } from './identity.ts'

export interface CloudTrailRecord {
  /** As IAM writes it: `sts:AssumeRole`. */
  readonly operation: string
  readonly event_source: string
  readonly event_name: string
  readonly event_type: string
  readonly event_id: string
  /** The same in every account's copy of one call; empty where the record names none. */
  readonly shared_event_id: string
  readonly request_id: string
  readonly time: string
  readonly region: string
  readonly source_ip: string
  readonly error_code: string
  readonly error_message: string
  /** The account whose trail this copy belongs to. */
  readonly recipient: string
  readonly identity: Identity
  readonly request: JsonObject
  readonly response: JsonObject
  readonly resources: readonly JsonObject[]
}

type Read =
  | { readonly ok: true; readonly record: CloudTrailRecord }
  | { readonly ok: false; readonly code: RejectionCode; readonly detail: string }

/** Asks only for what every kind needs, a name and a time: trails of old leave out nearly everything else. */
export function readRecord(value: unknown): Read {
  const record = asObject(value)
  if (record === null) return { ok: false, code: 'wrong_shape', detail: 'record: expected an object' }
  const event_name = textAt(record, 'eventName')
  const event_source = textAt(record, 'eventSource')
  // `aws:s3` and the like are notifications of other services, with an eventName and eventTime too.
  if (event_name === '' || event_source.startsWith('aws:')) {
    return { ok: false, code: 'wrong_shape', detail: 'eventName: expected that of a CloudTrail record' }
  }
  const service = event_source.replace(/\.amazonaws\.com(?:\.cn)?$/, '')
  const time = textAt(record, 'eventTime')
  if (time === '') return { ok: false, code: 'invalid_field', detail: 'eventTime: expected text' }
  const event_id = textAt(record, 'eventID') || contentId('cloudtrail', record)
  if (event_id === null) return { ok: false, code: 'wrong_shape', detail: 'record: nested too deeply' }
  return {
    ok: true,
    record: {
      operation: service === '' ? event_name : `${service}:${event_name}`,
      event_source,
      event_name,
      event_type: textAt(record, 'eventType'),
      event_id,
      shared_event_id: textAt(record, 'sharedEventID'),
      request_id: textAt(record, 'requestID'),
      // CloudTrail's times are UTC by definition; some tools drop the zone when they pass a record on.
      time: utcUnlessZoned(time),
      region: textAt(record, 'awsRegion'),
      source_ip: textAt(record, 'sourceIPAddress'),
      error_code: textAt(record, 'errorCode'),
      error_message: textAt(record, 'errorMessage'),
      recipient: textAt(record, 'recipientAccountId'),
      identity: readIdentity(record['userIdentity']),
      request: objectAt(record, 'requestParameters'),
      response: objectAt(record, 'responseElements'),
      resources: objectsAt(record, 'resources'),
    },
  }
}

/** The resource that a denial names: `… is not authorized to perform: sts:AssumeRole on resource: arn:…`. */
export function arnInMessage({ error_message }: CloudTrailRecord): string {
  const arn = /\bon resource: "?(arn:[^\s",;]+)/.exec(error_message)?.[1] ?? ''
  return arn.endsWith('.') ? arn.slice(0, -1) : arn
}
