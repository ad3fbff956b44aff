/** One exchange: the attempts, under one request_id, to get a token; at most an hour from first to last. */
import { drawLatency, drawOutcome, type troublesOf } from './call.ts'
import { asTraceparent } from './correlation.ts'
import { type Strike, struck } from './failures/failure.ts'
import { type NativeEvent, type Telling, telling } from './native-event.ts'
import type { Random } from './random.ts'
import type { Rates } from './rates.ts'
import { rfc3339 } from './rfc3339.ts'
import type { Link } from './world.ts'

export interface Exchange {
  /** Who really asked: the link's source, or the target itself. */
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
}

export function makeExchange(setting: Setting, link: Link, start_ms: number): Exchange {
  const { random, rates } = setting
  const source_account = random.chance(rates.same_account) ? link.target_account : link.source_account
  const shared = {
    request_id: random.hex(4),
    correlation_id: correlationId(setting),
    deploy_id: deployId(setting, start_ms),
  }
  const attempts: Telling<'token_issuance'>[] = []
  let issued: Exchange['issued'] = null
  for (let time: number | null = start_ms; time !== null; ) {
    const attempt = makeAttempt(setting, {
      link,
      source_account,
      shared,
      attempt: attempts.length + 1,
      time_ms: time,
    })
    attempts.push(attempt)
    if (attempt.event.outcome === 'success') issued = attempt
    time = nextAttempt(setting, attempt, start_ms)
  }
  return { source_account, attempts, issued }
}

interface AttemptOf {
  readonly link: Link
  readonly source_account: string
  readonly shared: Pick<NativeEvent<'token_issuance'>, 'request_id' | 'correlation_id' | 'deploy_id'>
  readonly attempt: number
  readonly time_ms: number
}

function makeAttempt(setting: Setting, of: AttemptOf): Telling<'token_issuance'> {
  const { random, rates, strikes, troubles } = setting
  const { link, time_ms } = of
  const calm = {
    ...drawOutcome(random, troubles.attempt),
    latency_ms: drawLatency(random, link.broker.median_ms, rates),
  }
  const result = struck(strikes, 'attempt', { link, time_ms, result: calm }, random)
  const issued = result.outcome === 'success'
  const event: NativeEvent<'token_issuance'> = {
    kind: 'token_issuance',
    event_id: random.hex(4),
    time: rfc3339(time_ms),
    emitter: link.broker.name,
    source_account: of.source_account,
    target_account: link.target_account,
    role: link.role,
    region: link.region,
    principal: link.principal,
    ...of.shared,
    attempt: of.attempt,
    mechanism: link.mechanism,
    broker: link.broker.name,
    ...result,
    ttl_s: issued ? link.ttl_s : null,
    token_id: issued ? `tk-${random.hex(3)}` : '',
  }
  return telling(event, time_ms)
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

/** Some exchanges belong to a deployment. */
function deployId({ random }: Setting, start_ms: number): string {
  return random.chance(0.15) ? `deploy-${rfc3339(start_ms).slice(0, 10)}-${random.whole(1, 9)}` : ''
}

const MOST_ATTEMPTS = 6

/** A job that failed is sometimes put back in its queue for a while, under the same request_id. */
const REQUEUED = 0.02

const DENIED_BUT_RETRIED = 0.2

/** Retries stay within the hour that makes them one exchange, with room to spare. */
export const LONGEST_EXCHANGE_MS = 55 * 60_000
