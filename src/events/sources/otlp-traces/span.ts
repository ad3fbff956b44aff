/** A span's identity and times. */
import { type JsonObject, textAt } from '../../json.ts'
import { rejected } from '../../told.ts'

export interface Timing {
  readonly ok: true
  /** 32 hexadecimal digits. */
  readonly trace_id: string
  /** 16 hexadecimal digits. */
  readonly span_id: string
  /** Its start, in ms since 1970. */
  readonly time: number
  /** From start to end by one clock; negative where that clock was set back. Null where the span has no end. */
  readonly latency_ms: number | null
}

export function readTiming(span: JsonObject): Timing | ReturnType<typeof rejected> {
  const trace_id = hexOf(textAt(span, 'traceId'), 16)
  if (trace_id === '')
    return rejected('invalid_field', 'traceId: expected 32 hexadecimal digits, not all zero')
  const span_id = hexOf(textAt(span, 'spanId'), 8)
  if (span_id === '') return rejected('invalid_field', 'spanId: expected 16 hexadecimal digits, not all zero')
  const start = nanosOf(span['startTimeUnixNano'])
  if (start === null) return rejected('invalid_field', 'startTimeUnixNano: expected nanoseconds since 1970')
  const end = nanosOf(span['endTimeUnixNano'])
  const latency_ms = end === null ? null : Number(end - start) / 1e6
  return { ok: true, trace_id, span_id, time: Number(start / 1_000_000n), latency_ms }
}

/** OTLP JSON writes ids in hexadecimal digits of either case; a plain Protobuf encoder writes them as base64. */
function hexOf(id: string, bytes: number): string {
  const hex = isBase64(id, bytes) ? Buffer.from(id, 'base64').toString('hex') : id.toLowerCase()
  return hex.length === bytes * 2 && /^[\da-f]+$/.test(hex) && !/^0+$/.test(hex) ? hex : ''
}

function isBase64(id: string, bytes: number): boolean {
  return id.length === Math.ceil(bytes / 3) * 4 && /^[A-Za-z\d+/]+={0,2}$/.test(id)
}

/** As text, or as a number, which a float holds to 256 ns only. 0 is OTLP's "not set". */
function nanosOf(value: unknown): bigint | null {
  const isWhole = typeof value === 'number' && Number.isInteger(value) && value > 0
  const text = isWhole ? BigInt(value).toString() : value
  if (typeof text !== 'string' || !/^\d{1,20}$/.test(text)) return null
  const nanos = BigInt(text)
  return nanos === 0n ? null : nanos
}
