/** One story: somebody gets a token through a link and uses it; each use leaves an audit record. */
import { makeRequests, makeThefts, type Request } from './actions.ts'
import { makeAudits } from './audits.ts'
import { type Exchange, makeExchange, makeServiceCall, type Setting } from './exchange.ts'
import { striking } from './failures/failure.ts'
import type { Telling } from './native-event.ts'
import { afterRevocation, endToken } from './revocation.ts'
import type { Link } from './world.ts'

export interface Story {
  readonly link: Link
  /** Null for access without a token. */
  readonly exchange: Exchange | null
  /** False where the broker keeps the exchange to itself. */
  readonly isExchangeTold: boolean
  readonly uses: readonly Use[]
  readonly revocation: Telling<'revocation'> | null
}

export interface Use {
  readonly request: Request
  readonly audits: readonly Telling<'audit'>[]
}

export function makeStory(setting: Setting, link: Link, start_ms: number): Story {
  const { random, rates, strikes } = setting
  if (random.chance(rates.service_call)) return serviceStory(setting, link, start_ms)
  const exchange = random.chance(rates.without_token) ? null : makeExchange(setting, link, start_ms)
  const isExchangeTold = exchange !== null && !random.chance(rates.exchange_untold)
  if (exchange !== null && exchange.issued === null) {
    return { link, exchange, isExchangeTold, uses: [], revocation: null }
  }
  const used_from_ms = exchange?.issued?.time_ms ?? start_ms
  // A revocation of a token that nobody told of would judge nothing.
  const ending = isExchangeTold ? endToken(setting, link, exchange) : null
  const denied_from_ms = ending?.denied_from_ms ?? Number.POSITIVE_INFINITY
  const errand = { link, exchange, start_ms: used_from_ms, denied_from_ms }
  const requests = afterRevocation(setting, errand, ending, makeRequests(setting, errand))
  for (const { definition } of exchange === null ? [] : striking(strikes, link, used_from_ms)) {
    requests.push(...makeThefts(setting, errand, definition.thefts?.(random) ?? 0))
  }
  const uses = requests.map((request) => ({ request, audits: makeAudits(setting, request) }))
  return { link, exchange, isExchangeTold, uses, revocation: ending?.revocation ?? null }
}

function serviceStory(setting: Setting, link: Link, start_ms: number): Story {
  const exchange = makeServiceCall(setting, link, start_ms)
  return { link, exchange, isExchangeTold: true, uses: [], revocation: null }
}

/** Every telling of a story that anybody sends. */
export function tellingsOf(story: Story): Telling[] {
  const tellings: Telling[] = []
  if (story.exchange && story.isExchangeTold) tellings.push(...story.exchange.attempts)
  for (const { request, audits } of story.uses) tellings.push(...request, ...audits)
  if (story.revocation) tellings.push(story.revocation)
  return tellings
}
