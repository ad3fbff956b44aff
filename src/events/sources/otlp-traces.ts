/**
 * OpenTelemetry spans as OTLP JSON, the way the Collector's Kafka and file exporters write them.
 * Spans of token exchange and of calls across accounts become events with real latencies; other spans tell nothing.
 */
import { asObject, type JsonObject, objectsAt, parseBytes } from '../json.ts'
import type { SourceDefinition, SourceMessage, Told } from '../source.ts'
import { checkEvents, rejected } from '../told.ts'
import { attributesOf } from './otlp-traces/attributes.ts'
import { type CalledSpan, readCall } from './otlp-traces/call.ts'
import { action, tokenIssuance } from './otlp-traces/events.ts'
import { readTiming } from './otlp-traces/span.ts'

export const otlpTraces = {
  source: 'otlp-traces',
  summary: 'OpenTelemetry spans of token exchange and of calls across accounts, as OTLP JSON.',
  is_audit_log: false,
  carries_correlation_id: true,
  tell,
} as const satisfies SourceDefinition

/** `{"resourceSpans": […]}`, or an array of them. Each span is a record of its own. */
function tell(message: SourceMessage): readonly Told[] {
  if (message.value === null) return []
  const parsed = parseBytes(message.value)
  if (!parsed.ok) return [parsed]
  const batches = Array.isArray(parsed.value) ? parsed.value : [parsed.value]
  return batches.flatMap((batch) => tellBatch(batch, message))
}

function tellBatch(value: unknown, message: SourceMessage): readonly Told[] {
  const batch = asObject(value)
  if (batch === null || !Array.isArray(batch['resourceSpans'])) {
    return [rejected('wrong_shape', 'resourceSpans: expected the spans of OTLP JSON')]
  }
  return objectsAt(batch, 'resourceSpans').flatMap((resourceSpans) => {
    const resource = attributesOf(asObject(resourceSpans['resource']) ?? {})
    return spansOf(resourceSpans).map((span) => tellSpan(readCall(span, resource), message))
  })
}

/** Collectors of before 2022 wrote `instrumentationLibrarySpans`. */
function spansOf(resourceSpans: JsonObject): readonly JsonObject[] {
  return ['scopeSpans', 'instrumentationLibrarySpans']
    .flatMap((name) => objectsAt(resourceSpans, name))
    .flatMap((scope) => objectsAt(scope, 'spans'))
}

function tellSpan(call: CalledSpan | null, message: SourceMessage): Told {
  if (call === null) return { ok: true, events: [] }
  const timing = readTiming(call.span)
  if (!timing.ok) return timing
  const draft = call.kind === 'token_issuance' ? tokenIssuance(call, timing) : action(call, timing)
  return checkEvents([draft], message)
}
