/** What is done with a token (or, by a resource policy, without one) in the target account. */
import { type CallResult, drawResult } from './call.ts'
import { asTraceparent, correlationOf, lostCorrelation } from './correlation.ts'
import type { Exchange, Setting } from './exchange.ts'
import { striking } from './failures/failure.ts'
import { type NativeEvent, type Telling, telling } from './native-event.ts'
import { rfc3339 } from './rfc3339.ts'
import type { Link } from './world.ts'

/** Why these actions happen. */
export interface Errand {
  readonly link: Link
  /** Null for access without a token. */
  readonly exchange: Exchange | null
  readonly start_ms: number
  /** From here on the token is denied; infinite when it is never revoked. */
  readonly denied_from_ms: number
}

/** The actions that share a request_id: one, or two where the client sent it again. */
export type Request = readonly Telling<'action'>[]

export function makeRequests(setting: Setting, errand: Errand): Request[] {
  const { random } = setting
  const requests: Request[] = []
  const longest_ms = 1_000 * (errand.exchange?.issued?.event.ttl_s ?? 300)
  for (let count = 1 + Math.min(40, Math.floor(random.exponential(3.6))); count > 0; count--) {
    const after_ms = 200 + Math.min(longest_ms - 200, random.exponential(60_000))
    requests.push(makeRequest(setting, errand, Math.floor(errand.start_ms + after_ms)))
  }
  return requests
}

/** One more use of the token, at a moment. */
export function makeProbe(setting: Setting, errand: Errand, time_ms: number): Request {
  return [makeAction(setting, errand, time_ms)]
}

/** What somebody from elsewhere does with a token that leaked, in its first minutes. */
export function makeThefts(setting: Setting, errand: Errand, count: number): Request[] {
  const { random } = setting
  const account = String(random.whole(100_000_000_000, 999_999_999_999))
  const thief = {
    source_account: account,
    principal: `arn:aws:iam::${account}:user/${random.pick(['dev', 'test', 'ci'])}`,
    source_ip: `203.0.113.${random.whole(1, 254)}`,
  }
  return Array.from({ length: count }, () => {
    const { event, time_ms } = makeAction(setting, errand, errand.start_ms + random.whole(5_000, 110_000))
    const operation = random.pick(['iam:ListUsers', 's3:ListAllMyBuckets', 'iam:CreateUser', event.operation])
    const denied = random.chance(0.75) ? DENIED : {}
    return [telling({ ...event, ...thief, operation, ...denied }, time_ms)]
  })
}

function makeRequest(setting: Setting, errand: Errand, time_ms: number): Request {
  const { random, rates } = setting
  const first = makeAction(setting, errand, time_ms)
  if (first.event.request_id === '' || !random.chance(rates.action_repeated)) return [first]
  const again_ms = time_ms + random.whole(200, 9_000)
  // In one minute, so that it is no question which minute's action lacks a record when one of two is missing.
  if (Math.floor(again_ms / 60_000) !== Math.floor(time_ms / 60_000)) return [first]
  const result = goes(setting, errand, first.event.operation, again_ms)
  const event = { ...first.event, ...result, event_id: random.hex(4), time: rfc3339(again_ms) }
  return [first, telling(event, again_ms)]
}

function makeAction(setting: Setting, errand: Errand, time_ms: number): Telling<'action'> {
  const { random, rates } = setting
  const { link, exchange } = errand
  const operation = operationOf(setting, link, time_ms)
  const event: NativeEvent<'action'> = {
    kind: 'action',
    event_id: random.hex(4),
    time: rfc3339(time_ms),
    emitter: `gateway-${link.region}`,
    source_account: ownSource(setting, errand),
    target_account: link.target_account,
    role: link.role,
    region: link.region,
    principal: link.principal,
    correlation_id: correlationId(setting, exchange),
    request_id: random.chance(rates.action_without_request_id) ? '' : random.hex(4),
    token_id: exchange?.issued?.event.token_id ?? '',
    operation,
    resource: `${operation.split(':')[0]}/${link.team}/${random.whole(1, 400)}`,
    ...goes(setting, errand, operation, time_ms),
    synchronous: !random.chance(0.08),
    source_ip: link.source_ip,
  }
  return telling(event, time_ms)
}

function operationOf({ random, strikes }: Setting, link: Link, time_ms: number): string {
  let operation = link.permissions[random.whole(0, link.permissions.length - 1)] ?? 'sts:GetCallerIdentity'
  for (const { definition } of striking(strikes, link, time_ms)) {
    operation = definition.operation?.(operation, random) ?? operation
  }
  return operation
}

function goes(
  { random, rates, strikes, troubles, policies }: Setting,
  { link, denied_from_ms }: Errand,
  operation: string,
  time_ms: number,
): CallResult {
  let result = drawResult(random, troubles.action, 45, rates)
  for (const { definition } of striking(strikes, link, time_ms)) {
    result = definition.action?.(result, random, { link, operation }) ?? result
  }
  if (policies.isTaken(link, operation, time_ms)) result = { ...result, ...DENIED }
  return time_ms < denied_from_ms ? result : { ...result, ...REVOKED }
}

/** The event's own field: with assumed roles it is the role's account, whoever holds the token. */
function ownSource({ random, rates }: Setting, { link, exchange }: Errand): string {
  if (exchange === null) return link.source_account
  // A caller inside the target, told as if from elsewhere: the token knows better.
  if (exchange.source_account === link.target_account && random.chance(0.1)) return link.source_account
  if (random.chance(rates.own_field_is_role)) return link.target_account
  return random.chance(rates.own_field_empty) ? '' : exchange.source_account
}

function correlationId({ random, rates }: Setting, exchange: Exchange | null): string {
  if (random.chance(rates.correlation_lost)) return lostCorrelation(random)
  const trace_id = correlationOf(exchange?.issued?.event.correlation_id ?? '') ?? random.hex(4)
  return random.chance(rates.correlation_as_traceparent) ? asTraceparent(trace_id, random) : trace_id
}

const DENIED = { outcome: 'auth_error', error_type: 'access_denied' } as const

const REVOKED = { outcome: 'auth_error', error_type: 'token_revoked' } as const
