/** The envelopes that AWS delivers records in, opened down to the records. */
import { asObject, type JsonObject, type Parsed, parseText } from '../json.ts'
import { rejected } from '../told.ts'

/** EventBridge in SNS in SQS in an array is four deep; what is deeper is nobody's envelope. */
const DEEPEST = 6

/**
 * Each record, or the reason why one cannot be read. What is no envelope is taken for a record.
 * `list` is the member under which the source itself puts its records: `{"Records": […]}`.
 */
export function recordsIn(value: unknown, list: string, levels = DEEPEST): readonly Parsed[] {
  if (levels === 0) return [rejected('wrong_shape', 'record: too many envelopes')]
  if (Array.isArray(value)) return value.flatMap((item) => recordsIn(item, list, levels - 1))
  const envelope = asObject(value)
  const opened = envelope === null ? undefined : (listUnder(list, envelope) ?? open(envelope))
  if (opened === undefined) return [{ ok: true, value }]
  return opened.flatMap((inner) => (inner.ok ? recordsIn(inner.value, list, levels - 1) : [inner]))
}

/** An object in a trail's bucket, or the answer of an API: `{"Records": […]}`, `{"Findings": […]}`. */
function listUnder(list: string, envelope: JsonObject): readonly Parsed[] | undefined {
  const records = Object.hasOwn(envelope, list) ? envelope[list] : undefined
  return Array.isArray(records) ? records.map(whole) : undefined
}

function open(envelope: JsonObject): readonly Parsed[] | undefined {
  for (const read of envelopes) {
    const opened = read(envelope)
    if (opened !== undefined) return opened
  }
  return undefined
}

type Envelope = (envelope: JsonObject) => readonly Parsed[] | undefined

/** What is inside; undefined where it is not this envelope. */
const envelopes: readonly Envelope[] = [eventBridge, cloudWatchLogs, snsMessage, snsRecord, sqsMessage]

/** `detail-type` is "AWS API Call via CloudTrail", "GuardDuty Finding" and the like. */
function eventBridge({ 'detail-type': type, detail }: JsonObject) {
  return typeof type === 'string' && detail !== undefined ? [whole(detail)] : undefined
}

/** A subscription filter's batch; its control messages only test the subscription. */
function cloudWatchLogs({ messageType, logEvents }: JsonObject) {
  if (messageType === 'CONTROL_MESSAGE') return []
  if (messageType !== 'DATA_MESSAGE' || !Array.isArray(logEvents)) return undefined
  return logEvents.map((event) => asText(asObject(event)?.['message'], 'logEvents.message'))
}

function snsMessage({ Type, Message }: JsonObject) {
  return Type === 'Notification' || typeof Message === 'string' ? [asText(Message, 'Message')] : undefined
}

/** An SNS notification as a Lambda function receives it. */
function snsRecord({ Sns }: JsonObject) {
  return asObject(Sns) === null ? undefined : [whole(Sns)]
}

/** An SQS message: `Body` from the queue's API, `body` where a Lambda function receives it. */
function sqsMessage({ body, Body = body, messageId, MessageId = messageId }: JsonObject) {
  return typeof Body === 'string' && typeof MessageId === 'string' ? [asText(Body, 'body')] : undefined
}

function whole(value: unknown): Parsed {
  return { ok: true, value }
}

function asText(value: unknown, place: string): Parsed {
  return typeof value === 'string'
    ? parseText(value, place)
    : rejected('wrong_shape', `${place}: expected text`)
}
