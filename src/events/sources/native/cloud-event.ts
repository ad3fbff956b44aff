/** CloudEvents 1.0 in its three modes, read to one of our kinds and its columns. */
import { asObject, type JsonObject, parseText } from '../../json.ts'
import { isKindName, type KindName } from '../../kinds.ts'
import type { SourceMessage } from '../../source.ts'
import { rejected } from '../../told.ts'

type Headers = SourceMessage['headers']

export type CloudEventRead =
  | { readonly ok: true; readonly kind: KindName; readonly input: JsonObject }
  | ReturnType<typeof rejected>

/** The content type decides; without one, the attributes in the headers do (Kafka `ce_id`, HTTP `ce-id`). */
export function modeOf(headers: Headers): 'plain' | 'structured' | 'batched' | 'binary' {
  const contentType = headers['content-type']?.toLowerCase() ?? ''
  if (contentType.startsWith('application/cloudevents-batch')) return 'batched'
  if (contentType.startsWith('application/cloudevents')) return 'structured'
  return BINARY_MARKS.some((name) => headers[name] !== undefined) ? 'binary' : 'plain'
}

const BINARY_MARKS = ['ce_specversion', 'ce-specversion', 'ce_type', 'ce-type'] as const

/** True for a record that names a CloudEvents version and type, and no kind of its own. */
export function isStructured(record: JsonObject): boolean {
  return record['kind'] === undefined && record['specversion'] !== undefined && record['type'] !== undefined
}

/** Structured mode: attributes and `data` (or `data_base64`) in one object. */
export function structuredCloudEvent(event: JsonObject): CloudEventRead {
  const encoded = event['data_base64']
  if (event['data'] !== undefined || typeof encoded !== 'string') return readEvent(event, event['data'])
  const data = parseText(Buffer.from(encoded, 'base64').toString('utf8'), 'data_base64')
  return data.ok ? readEvent(event, data.value) : data
}

/** Binary mode: attributes in the headers, the data in the body. */
export function binaryCloudEvent(headers: Headers, data: unknown): CloudEventRead {
  const names = ['specversion', 'id', 'source', 'type', 'time', 'traceparent']
  return readEvent(Object.fromEntries(names.map((name) => [name, attribute(headers, name)])), data)
}

function readEvent(attributes: JsonObject, data: unknown): CloudEventRead {
  const { id, source, type, time, specversion } = attributes
  if (specversion !== '1.0') return rejected('wrong_shape', 'specversion: expected 1.0')
  if (typeof id !== 'string' || id === '') return rejected('wrong_shape', 'id: expected text')
  // A URI reference holds no space, so that source and id make one unambiguous event_id.
  if (typeof source !== 'string' || !/^\S+$/.test(source))
    return rejected('wrong_shape', 'source: expected a URI reference')
  const kind = typeof type === 'string' ? TYPE.exec(type)?.[1] : undefined
  if (!isKindName(kind)) return rejected('unknown_kind', 'type: not dev.linkmeter.<kind>.v1 of a known kind')
  const columns = asObject(data)
  if (columns === null) return rejected('wrong_shape', 'data: expected an object')
  // Written into the parsed object, which is nobody else's: a copy of every column costs as much as reading them.
  const input = Object.assign(columns, {
    event_id: `${source} ${id}`,
    time: columns['time'] ?? time,
    emitter: columns['emitter'] ?? source,
    correlation_id: isUnsaid(columns['correlation_id'])
      ? traceId(attributes['traceparent'])
      : columns['correlation_id'],
  })
  return { ok: true, kind, input }
}

function isUnsaid(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

const TYPE = /^dev\.linkmeter\.(\w+)\.v1$/

/** The trace id of a W3C traceparent; empty when it is not valid (all zeros are not). */
function traceId(traceparent: unknown): string {
  const found = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined
  return found === undefined || /^0+$/.test(found) ? '' : found
}

const TRACEPARENT = /^(?!ff)[\da-f]{2}-([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/

/** Kafka's headers carry an attribute as it is; HTTP's are percent-encoded. */
function attribute(headers: Headers, name: string): string | undefined {
  const inKafka = headers[`ce_${name}`]
  if (inKafka !== undefined) return inKafka
  const inHttp = headers[`ce-${name}`]
  if (inHttp === undefined || !inHttp.includes('%')) return inHttp
  try {
    return decodeURIComponent(inHttp)
  } catch {
    return inHttp
  }
}
