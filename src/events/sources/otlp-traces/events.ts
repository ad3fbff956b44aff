/** Spans as token issuances and actions. */
import { textAt } from '../../json.ts'
import type { EventDraft } from '../../told.ts'
import { snakeCase } from '../cloudtrail/outcome.ts'
import { idOf, numberOf, textOf } from './attributes.ts'
import { type CalledSpan, operationOf } from './call.ts'
import { outcomeOf } from './outcome.ts'
import type { Timing } from './span.ts'

export function tokenIssuance(call: CalledSpan, timing: Timing): EventDraft {
  const { attributes, aws } = call
  const resent = numberOf(attributes, 'http.request.resend_count')
  const input = {
    ...commonColumns(call, timing),
    attempt: numberOf(attributes, 'linkmeter.attempt') ?? (resent ?? 0) + 1,
    mechanism: textOf(attributes, 'linkmeter.mechanism') || (aws === null ? '' : snakeCase(aws.method)),
    broker: textOf(attributes, 'linkmeter.broker', 'server.address'),
    ttl_s: numberOf(attributes, 'linkmeter.ttl_s'),
    parent_token_id: idOf(attributes, 'linkmeter.parent_token_id'),
    deploy_id: idOf(attributes, 'linkmeter.deploy_id'),
  }
  return { kind: 'token_issuance', input }
}

export function action(call: CalledSpan, timing: Timing): EventDraft {
  const { attributes, aws, span } = call
  const said = attributes.get('linkmeter.synchronous')
  const input = {
    ...commonColumns(call, timing),
    operation:
      textOf(attributes, 'linkmeter.operation') ||
      (aws === null ? textOf(attributes, 'rpc.method') || textAt(span, 'name') : operationOf(aws)),
    resource: textOf(attributes, 'linkmeter.resource', 'server.address'),
    synchronous: said === undefined ? call.synchronous : String(said) === 'true',
  }
  return { kind: 'action', input }
}

function commonColumns({ attributes, accounts, span, aws }: CalledSpan, timing: Timing) {
  return {
    ...accounts,
    ...outcomeOf(span, attributes, aws !== null),
    event_id: `${timing.trace_id}-${timing.span_id}`,
    time: timing.time,
    latency_ms: timing.latency_ms,
    correlation_id: timing.trace_id,
    emitter: textOf(attributes, 'service.name'),
    region: textOf(attributes, 'cloud.region', 'aws.region'),
    principal: textOf(attributes, 'linkmeter.principal', 'user.id', 'enduser.id'),
    request_id: idOf(attributes, 'linkmeter.request_id', 'aws.request_id', 'aws.request.id'),
    token_id: idOf(attributes, 'linkmeter.token_id'),
    source_ip: textOf(attributes, 'client.address'),
  }
}
