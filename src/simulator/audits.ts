/** The audit records of a request: mostly within seconds, some late, some never, some copied. */
import type { Request } from './actions.ts'
import type { Setting } from './exchange.ts'
import { loggingLost } from './failures/failure.ts'
import { type NativeEvent, type Telling, telling } from './native-event.ts'
import { rfc3339 } from './rfc3339.ts'

/** SLIS.md, M5: delivered at most this long after the action is in time. */
export const IN_TIME_MS = 15 * 60_000

export function makeAudits(setting: Setting, request: Request): Telling<'audit'>[] {
  return request.flatMap((action) => auditsOf(setting, action, request.length > 1))
}

function auditsOf(setting: Setting, action: Telling<'action'>, isRepeated: boolean): Telling<'audit'>[] {
  const { random, rates, strikes } = setting
  const isMissing = random.chance(rates.audit_missing)
  if (isMissing || loggingLost(strikes, action.event.target_account, action.time_ms)) return []
  const written_ms = action.time_ms + random.whole(0, 40)
  const delivered_ms = action.time_ms + deliveryDelay(setting, isRepeated)
  const record = makeAudit(setting, action, written_ms, Math.max(written_ms, delivered_ms))
  if (!random.chance(rates.audit_copied)) return [record]
  const copied_ms = record.ready_ms + random.whole(1, 30_000)
  const copy = { ...record.event, event_id: random.hex(4), delivered_at: rfc3339(copied_ms) }
  return [record, telling(copy, written_ms, copied_ms)]
}

function makeAudit(
  { random }: Setting,
  { event: action }: Telling<'action'>,
  written_ms: number,
  delivered_ms: number,
): Telling<'audit'> {
  const event: NativeEvent<'audit'> = {
    kind: 'audit',
    event_id: random.hex(4),
    time: rfc3339(written_ms),
    emitter: `audit-log-${action.region}`,
    source_account: action.source_account,
    target_account: action.target_account,
    role: action.role,
    region: action.region,
    principal: action.principal,
    correlation_id: action.correlation_id,
    request_id: action.request_id,
    audit_id: random.hex(4),
    operation: action.operation,
    decision: action.outcome === 'auth_error' ? 'deny' : 'allow',
    log_source: 'object-log',
    delivered_at: rfc3339(delivered_ms),
    latency_ms: null,
  }
  return telling(event, written_ms, delivered_ms)
}

/** Of a repeated request no delay comes near the limit: its records are in time or late for both actions. */
function deliveryDelay({ random, rates }: Setting, isRepeated: boolean): number {
  if (random.chance(rates.audit_late)) {
    return isRepeated ? random.whole(20 * 60_000, LATEST_MS) : random.whole(IN_TIME_MS + 1, LATEST_MS)
  }
  if (!isRepeated && random.chance(0.001)) return IN_TIME_MS - random.whole(0, 1)
  return Math.floor(Math.min(10 * 60_000, random.exponential(4_000)))
}

/** No record comes later than this after its action. */
export const LATEST_MS = 60 * 60_000
