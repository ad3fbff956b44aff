/** Deliveries of log files: told by the bucket's log, by the state of a trail, or by the file that arrived. */
import { textAt } from '../../json.ts'
import { parseMoment } from '../../moment.ts'
import type { ReceivedFile } from '../../source.ts'
import type { EventDraft } from '../../told.ts'
import { callerColumns, inRecipient } from './caller.ts'
import { readLogKey, readTrailFile } from './log-file.ts'
import { outcomeOf, outcomeOfCode } from './outcome.ts'
import type { CloudTrailRecord } from './record.ts'
import { parseExpiration } from './ttl.ts'

/** A PutObject of a service that delivers logs, failed ones too: they are what the indicator is about. */
export function logDelivered(record: CloudTrailRecord): readonly EventDraft[] {
  const object_key = textAt(record.request, 'key') || keyInArn(record)
  const file = readLogKey(object_key)
  const input = {
    ...callerColumns(record),
    event_id: inRecipient(record),
    source_account: '',
    target_account: file.account || record.recipient,
    region: file.region || record.region,
    log_type: file.log_type,
    object_key,
    outcome: outcomeOf(record).outcome,
  }
  return [{ kind: 'log_delivery', input }]
}

/**
 * What GetTrailStatus answered of the latest delivery. CloudTrail leaves the answers of reading calls out, so most
 * records of it tell nothing. Asked again before the next delivery, it tells of the same one.
 */
export function latestDelivery(record: CloudTrailRecord): readonly EventDraft[] {
  const { response, request } = record
  const error = textAt(response, 'latestDeliveryError')
  const delivered = momentOf(textAt(response, 'latestDeliveryTime'))
  if (error === '' && Number.isNaN(delivered)) return []
  const common = { ...callerColumns(record), source_account: '', target_account: record.recipient }
  const told =
    error === ''
      ? { event_id: `${record.recipient} ${textAt(request, 'name')} ${delivered}`, time: delivered }
      : { event_id: inRecipient(record) }
  const outcome = error === '' ? 'success' : outcomeOfCode(error).outcome
  return [{ kind: 'log_delivery', input: { ...common, ...told, log_type: 'cloudtrail', outcome } }]
}

/** A trail's file as it was received. Any other file tells nothing of a delivery. */
export function fileReceived({ path, sha256 }: ReceivedFile): readonly EventDraft[] {
  const file = readTrailFile(path)
  if (file === null) return []
  const input = {
    event_id: `${file.key.split('/').at(-1)} ${sha256}`,
    time: file.stamp,
    emitter: 'cloudtrail.amazonaws.com',
    target_account: file.account,
    region: file.region,
    log_type: file.log_type,
    object_key: file.key,
    outcome: 'success' as const,
    sha256,
  }
  return [{ kind: 'log_delivery', input }]
}

function keyInArn({ resources }: CloudTrailRecord): string {
  const arns = resources.map((resource) => textAt(resource, 'ARN') || textAt(resource, 'arn'))
  return (
    arns.map((arn) => /^arn:[^:]*:s3:::[^/]+\/(.+)$/.exec(arn)?.[1] ?? '').find((key) => key !== '') ?? ''
  )
}

function momentOf(text: string): number {
  const moment = parseMoment(text)
  return Number.isNaN(moment) ? parseExpiration(text) : moment
}
