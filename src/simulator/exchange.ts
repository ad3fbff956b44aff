/** One exchange: the attempts, under one request_id, to get a token; at most an hour from first to last. */
import { drawResult, type troublesOf } from './call.ts'
import { asTraceparent } from './correlation.ts'
import { type Strike, striking } from './failures/failure.ts'
import { type NativeEvent, type Telling, telling } from './native-event.ts'
import type { Policies } from './policy-changes.ts'
import type { Random } from './random.ts'
import type { Rates } from './rates.ts'
import { rfc3339 } from './rfc3339.ts'
import type { Link } from './world.ts'

export interface Exchange {
  /** Who really asked: the link's source, or the target itself; empty for an AWS service. */
  readonly source_account: string
  readonly attempts: readonly Telling<'token_issuance'>[]
  /** The last successful attempt; null when there is none. */
  readonly issued: Telling<'token_issuance'> | null
}

/** What the makers of a story share. */
export interface Setting {
  readonly random: Random
  readonly rates: Rates
  readonly strikes: readonly Strike[]
  readonly troubles: ReturnType<typeof troublesOf>
  readonly policies: Pick<Policies, 'isTaken'>
}

/** Who asks for a token, and in which way. */
type Caller = Pick<
  NativeEvent<'token_issuance'>,
  'source_account' | 'role' | 'principal' | 'mechanism' | 'source_ip'
>

export function makeExchange(setting: Setting, link: Link, start_ms: number): Exchange {
  const { random, rates } = setting
  const source_account = random.chance(rates.same_account) ? link.target_account : link.source_account
  const { role, principal, mechanism, source_ip } = link
  return exchangeOf(setting, link, { source_account, role, principal, mechanism, source_ip }, start_ms)
}

/** An AWS service assumes a role of its own in the target account: told without an account, or with the target. */
export function makeServiceCall(setting: Setting, link: Link, start_ms: number): Exchange {
  const { random } = setting
  const service = random.pick(['ecs.amazonaws.com', 'lambda.amazonaws.com', 'cloudtrail.amazonaws.com'])
  const caller: Caller = {
    source_account: random.chance(0.5) ? '' : link.target_account,
    role: `service-role/${service.split('.')[0]}`,
    principal: service,
    mechanism: 'assume_role',
    source_ip: service,
  }
  return exchangeOf(setting, link, caller, start_ms)
}

function exchangeOf(setting: Setting, link: Link, caller: Caller, start_ms: number): Exchange {
  const { random } = setting
  const shared = {
    ...caller,
    request_id: random.hex(4),
    correlation_id: correlationId(setting),
    deploy_id: deployId(setting, caller, start_ms),
  }
  const attempts: Telling<'token_issuance'>[] = []
  let issued: Exchange['issued'] = null
  for (let time: number | null = start_ms; time !== null; ) {
    const attempt = makeAttempt(setting, {
      link,
      shared,
      attempt: attempts.length + 1,
      time_ms: time,
    })
    attempts.push(attempt)
    if (attempt.event.outcome === 'success') issued = attempt
    time = nextAttempt(setting, attempt, start_ms)
  }
  return { source_account: caller.source_account, attempts, issued }
}

interface AttemptOf {
  readonly link: Link
  readonly shared: Caller & Pick<NativeEvent<'token_issuance'>, 'request_id' | 'correlation_id' | 'deploy_id'>
  readonly attempt: number
  readonly time_ms: number
}

function makeAttempt(setting: Setting, of: AttemptOf): Telling<'token_issuance'> {
  const { random, rates, strikes, troubles } = setting
  const { link, time_ms } = of
  let result = drawResult(random, troubles.attempt, link.broker.median_ms, rates)
  for (const { definition } of striking(strikes, link, time_ms)) {
    result = definition.attempt?.(result, random) ?? result
  }
  const issued = result.outcome === 'success'
  const event: NativeEvent<'token_issuance'> = {
    kind: 'token_issuance',
    event_id: random.hex(4),
    time: rfc3339(time_ms),
    emitter: link.broker.name,
    target_account: link.target_account,
    region: link.region,
    ...of.shared,
    attempt: of.attempt,
    broker: link.broker.name,
    ...result,
    ttl_s: issued ? ttlOf(setting, link) : null,
    token_id: issued ? `tk-${random.hex(3)}` : '',
  }
  return telling(event, time_ms)
}

/** Mostly the link's own. */
function ttlOf({ random, rates }: Setting, link: Link): number | null {
  if (random.chance(rates.ttl_unknown)) return null
  return random.chance(rates.ttl_long) ? LONGEST_TTL_S : link.ttl_s
}

/** When the client tries again; null when it does not. */
function nextAttempt(setting: Setting, last: Telling<'token_issuance'>, start_ms: number): number | null {
  const { random, rates } = setting
  const { outcome, attempt } = last.event
  const again = outcome === 'success' ? random.chance(rates.attempt_repeated) : isRetried(setting, outcome)
  if (!again || attempt >= MOST_ATTEMPTS) return null
  const wait_ms = random.chance(REQUEUED)
    ? random.whole(5, 40) * 60_000
    : random.exponential(1_000 * 2 ** attempt) + 200
  const time_ms = Math.round(last.time_ms + wait_ms)
  return time_ms - start_ms < LONGEST_EXCHANGE_MS ? time_ms : null
}

function isRetried({ random, rates }: Setting, outcome: string): boolean {
  const couldHelp = outcome === 'throttled' || outcome === 'service_error' || outcome === 'unknown'
  return couldHelp ? !random.chance(rates.gives_up) : random.chance(DENIED_BUT_RETRIED)
}

/** Mostly a trace id; some brokers send the whole traceparent, a few nothing. */
function correlationId({ random, rates }: Setting): string {
  const trace_id = random.hex(4)
  if (random.chance(rates.correlation_as_traceparent)) return asTraceparent(trace_id, random)
  return random.chance(rates.correlation_lost) ? '' : trace_id
}

/** Some exchanges belong to a deployment of the caller's: an account begins at most two in twenty minutes. */
function deployId({ random }: Setting, { source_account }: Caller, start_ms: number): string {
  if (!random.chance(0.15)) return ''
  const begun = rfc3339(start_ms - (start_ms % DEPLOYMENT_MS)).slice(0, 16)
  return `deploy-${begun}-${source_account.slice(-4)}-${random.whole(1, 2)}`
}

const DEPLOYMENT_MS = 20 * 60_000

export const LONGEST_TTL_S = 3_600

const MOST_ATTEMPTS = 6

/** A job that failed is sometimes put back in its queue for a while, under the same request_id. */
const REQUEUED = 0.02

const DENIED_BUT_RETRIED = 0.2

/** Retries stay within the hour that makes them one exchange, with room to spare. */
export const LONGEST_EXCHANGE_MS = 55 * 60_000
