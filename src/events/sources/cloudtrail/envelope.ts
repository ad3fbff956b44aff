/** The envelopes that CloudTrail records come in, opened down to the records. */
import { asObject, type JsonObject, type Parsed, parseText } from '../../json.ts'
import { rejected } from '../../told.ts'

/** EventBridge in SNS in SQS in an array is four deep; what is deeper is nobody's envelope. */
const DEEPEST = 6

/** Each record, or the reason why one cannot be read. What is no envelope is taken for a record. */
export function recordsIn(value: unknown, levels = DEEPEST): readonly Parsed[] {
  if (levels === 0) return [rejected('wrong_shape', 'record: too many envelopes')]
  if (Array.isArray(value)) return value.flatMap((item) => recordsIn(item, levels - 1))
  const envelope = asObject(value)
  const opened = envelope === null ? undefined : open(envelope)
  if (opened === undefined) return [{ ok: true, value }]
  return opened.flatMap((inner) => (inner.ok ? recordsIn(inner.value, levels - 1) : [inner]))
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
const envelopes: readonly Envelope[] = [
  trailFile,
  eventBridge,
  cloudWatchLogs,
  snsMessage,
  snsRecord,
  sqsMessage,
]

/** An object in a trail's bucket: `{"Records": […]}`. */
function trailFile({ Records }: JsonObject) {
  return Array.isArray(Records) ? Records.map(whole) : undefined
}

/** `detail-type` is "AWS API Call via CloudTrail", "AWS Console Sign In via CloudTrail" and the like. */
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
