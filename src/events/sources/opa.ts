/** Open Policy Agent's decision log: each decision, and the bundles it was made with. */
import { contentId } from '../content-id.ts'
import { asObject, type JsonObject, numberAt, objectAt, parseDocuments, textAt } from '../json.ts'
import type { SourceDefinition, SourceMessage, Told } from '../source.ts'
import { checkEvents, type EventDraft, rejected } from '../told.ts'
import { decisionOf } from './opa/decision.ts'

export interface OpaSettings {
  /** The keys that lead to the caller's request id in `input`. */
  readonly opa_request_id_path: readonly string[]
}

export function opa(settings: OpaSettings) {
  return {
    source: 'opa',
    summary: 'Open Policy Agent’s decision log: decisions as audit records, new bundle revisions.',
    is_audit_log: true,
    // `trace_id`, where tracing is on.
    carries_correlation_id: true,
    tell: (message) => tell(message, settings),
  } as const satisfies SourceDefinition
}

/** One decision, an array of them (an upload), or one a line (the console). */
function tell(message: SourceMessage, settings: OpaSettings): readonly Told[] {
  if (message.value === null) return []
  return parseDocuments(message.value).flatMap((parsed) => {
    if (!parsed.ok) return [parsed]
    const records = Array.isArray(parsed.value) ? parsed.value : [parsed.value]
    return records.map((record) => tellRecord(record, message, settings))
  })
}

function tellRecord(value: unknown, message: SourceMessage, settings: OpaSettings): Told {
  const record = asObject(value)
  if (record === null) return rejected('wrong_shape', 'record: expected an object')
  // A counter of one process (`req_id`) would name nothing, so a decision without an id is none.
  if (textAt(record, 'decision_id') === '') {
    return isConsoleLine(record)
      ? { ok: true, events: [] }
      : rejected('invalid_field', 'decision_id: expected text')
  }
  return checkEvents([audit(record, settings), ...policyChanges(record)], message)
}

/** The console shows what else the agent logs (`Received request.`) between the decisions. */
function isConsoleLine(record: JsonObject): boolean {
  return textAt(record, 'msg') !== '' && textAt(record, 'level') !== ''
}

function audit(record: JsonObject, settings: OpaSettings): EventDraft {
  const decision_id = textAt(record, 'decision_id')
  const input = {
    event_id: decision_id,
    time: textAt(record, 'timestamp'),
    emitter: textAt(record, 'labels', 'id'),
    correlation_id: textAt(record, 'trace_id'),
    request_id: textAt(record, 'input', ...settings.opa_request_id_path),
    audit_id: decision_id,
    operation: textAt(record, 'path'),
    decision: decisionOf(record),
    log_source: 'opa',
    latency_ms: latencyOf(record),
  }
  return { kind: 'audit', input }
}

/** As the caller waited for it; the evaluation alone where there was no server. */
function latencyOf(record: JsonObject): number | null {
  const ns =
    numberAt(record, 'metrics', 'timer_server_handler_ns') ??
    numberAt(record, 'metrics', 'timer_rego_query_eval_ns')
  return ns === null ? null : ns / 1_000_000
}

/**
 * The bundles the decision was made with. A record knows no earlier one, so each tells of its revisions again, under
 * the id that name and revision make: of those tellings the first is the change.
 */
function policyChanges(record: JsonObject): readonly EventDraft[] {
  const bundles = Object.entries(objectAt(record, 'bundles'))
  return bundles.flatMap(([bundle, state]) => {
    const revision = textAt(state, 'revision')
    const event_id = contentId('opa', { bundle, revision })
    if (revision === '' || event_id === null) return []
    const input = {
      event_id,
      time: textAt(record, 'timestamp'),
      change_id: revision,
      policy: bundle,
      change_type: 'activate_bundle',
    }
    return [{ kind: 'policy_change', input }]
  })
}
