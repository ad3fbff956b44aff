/** linkmeter's own events: CloudEvents 1.0 of type `dev.linkmeter.<kind>.v1`, and plain JSON that names its kind. */
import { contentId } from '../content-id.ts'
import type { FlatEvent } from '../flat/event.ts'
import { createFlatReader } from '../flat/reader.ts'
import { asObject, type JsonObject, parseBytes } from '../json.ts'
import { isKindName, type KindName } from '../kinds.ts'
import type { SourceDefinition, SourceMessage, Told } from '../source.ts'
import { checkEvent, ONE_DAY_MS, rejected } from '../told.ts'
import {
  binaryCloudEvent,
  type CloudEventRead,
  isStructured,
  modeOf,
  structuredCloudEvent,
} from './native/cloud-event.ts'

export const native = {
  source: 'native',
  summary: 'linkmeter’s own events, as CloudEvents 1.0 or as plain JSON.',
  is_audit_log: false,
  carries_correlation_id: true,
  tell,
  tellFlat,
} as const satisfies SourceDefinition

const readFlat = createFlatReader()

/** Most events come alone, as plain JSON. */
function tellFlat({ value, headers, received_at }: SourceMessage): FlatEvent | null {
  return value === null || modeOf(headers) !== 'plain' ? null : readFlat(value, received_at + ONE_DAY_MS)
}

/** Structured, batched and binary CloudEvents, a plain event, or an array of events. A tombstone tells nothing. */
function tell(message: SourceMessage): readonly Told[] {
  if (message.value === null) return []
  const parsed = parseBytes(message.value)
  if (!parsed.ok) return [parsed]
  const mode = modeOf(message.headers)
  if (mode === 'binary') return [tellCloudEvent(binaryCloudEvent(message.headers, parsed.value), message)]
  if (Array.isArray(parsed.value)) return parsed.value.map((record) => tellRecord(record, message, mode))
  if (mode === 'batched') return [rejected('wrong_shape', 'message: a CloudEvents batch is an array')]
  return [tellRecord(parsed.value, message, mode)]
}

function tellRecord(value: unknown, message: SourceMessage, mode: ReturnType<typeof modeOf>): Told {
  const record = asObject(value)
  if (record === null)
    return rejected('wrong_shape', `event: expected an object, received ${nameOfType(value)}`)
  // Producers often forget the content type: a record that looks like a CloudEvent is one.
  if (mode !== 'plain' || isStructured(record)) return tellCloudEvent(structuredCloudEvent(record), message)
  return tellPlain(record, message)
}

function tellPlain(record: JsonObject, message: SourceMessage): Told {
  const kind = record['kind']
  if (kind === undefined) return rejected('wrong_shape', 'kind: missing')
  if (!isKindName(kind)) return rejected('unknown_kind', 'kind: not one of the known kinds')
  const event_id = record['event_id'] ?? contentId('native', record)
  if (event_id === null) return rejected('wrong_shape', 'event: nested too deeply')
  const input = event_id === record['event_id'] ? record : { ...record, event_id }
  return tellChecked(kind, input, message)
}

function tellCloudEvent(read: CloudEventRead, message: SourceMessage): Told {
  return read.ok ? tellChecked(read.kind, read.input, message) : read
}

function tellChecked(kind: KindName, input: JsonObject, message: SourceMessage): Told {
  const checked = checkEvent(kind, input, message)
  return checked.ok ? { ok: true, events: [checked.event] } : checked
}

function nameOfType(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
