/** Cuts a body into records by its content type. Each is judged by itself later: a bad one never costs its neighbours. */
import type { IncomingHttpHeaders } from 'node:http'
import { LinkmeterError } from '../../errors.ts'
import { arrayElements } from './array-elements.ts'
import { cloudEventAttributes, isBinaryCloudEvent } from './cloud-event-headers.ts'
import { lines } from './lines.ts'
import type { IntakeRecord } from './take-events.ts'

/** How a request carries its records; chosen before its body is read. */
export interface Format {
  readonly headers: IntakeRecord['headers']
  /** The values of the records. */
  readonly cut: (body: Buffer) => readonly Buffer[]
}

/** More would take more memory than their bytes: every record is an object of its own. */
const LARGEST_NUMBER_OF_RECORDS = 100_000

/** @throws LinkmeterError media_type_unsupported */
export function formatOf(headers: IncomingHttpHeaders): Format {
  const { type, charset } = mediaType(headers['content-type'] ?? '')
  if (charset !== 'utf-8' && charset !== 'us-ascii') throw new LinkmeterError('media_type_unsupported')
  if (isBinaryCloudEvent(headers) && isBinaryData(type)) {
    return { headers: { 'content-type': JSON_TYPE, ...cloudEventAttributes(headers) }, cut: whole }
  }
  const format = formats[type]
  if (format === undefined) throw new LinkmeterError('media_type_unsupported')
  return format
}

/** @throws LinkmeterError too_many_records */
export function recordsOf(format: Format, body: Buffer): IntakeRecord[] {
  const values = format.cut(body)
  if (values.length > LARGEST_NUMBER_OF_RECORDS) {
    throw new LinkmeterError('too_many_records', { limit: LARGEST_NUMBER_OF_RECORDS })
  }
  return values.map((value) => ({ value, headers: format.headers }))
}

const JSON_TYPE = 'application/json'
const STRUCTURED = 'application/cloudevents+json'

const whole: Format['cut'] = (body) => [body]
/** What is no array (or no JSON) is one record, for its source to judge. */
const elements: Format['cut'] = (body) => arrayElements(body, LARGEST_NUMBER_OF_RECORDS) ?? [body]
const eachLine: Format['cut'] = (body) => lines(body, LARGEST_NUMBER_OF_RECORDS)

const jsonLines: Format = { headers: { 'content-type': JSON_TYPE }, cut: eachLine }

const formats: Readonly<Record<string, Format>> = {
  [JSON_TYPE]: { headers: { 'content-type': JSON_TYPE }, cut: elements },
  [STRUCTURED]: { headers: { 'content-type': STRUCTURED }, cut: whole },
  'application/cloudevents-batch+json': { headers: { 'content-type': STRUCTURED }, cut: elements },
  'application/x-ndjson': jsonLines,
  'application/jsonlines': jsonLines,
  'application/jsonl': jsonLines,
}

/** The data of a binary CloudEvent is JSON, also where its content type is not told. */
function isBinaryData(type: string): boolean {
  return type === '' || type === JSON_TYPE || (type.endsWith('+json') && formats[type] === undefined)
}

function mediaType(header: string): { type: string; charset: string } {
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length)
  return { type, charset: charset?.replaceAll('"', '') ?? 'utf-8' }
}
