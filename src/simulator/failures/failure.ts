/** What a failure is: where it strikes, and what it does to the calls it strikes. */
import type { CallResult } from '../call.ts'
import type { Random } from '../random.ts'
import type { Link, World } from '../world.ts'

/** A failure as a plan asks for it. Times in ms; `to` is not included. */
export interface FailurePlan {
  readonly failure: 'F1' | 'F2' | 'F3' | 'F4' | 'F5' | 'F6' | 'F7'
  readonly from: number
  readonly to: number
  /** F1, F3, F6, F7: a link_id. F2, F4: a target account. F5: a broker's name. Chosen by the failure unless said. */
  readonly where?: string
}

/** An entry of the catalogue. */
export interface FailureDefinition {
  readonly title: string
  /** What `where` names, for messages. */
  readonly strikes: 'link' | 'target account' | 'broker'
  readonly unlessSaid: (world: World) => string
  readonly isStruck: (link: Link, where: string) => boolean
  /** Changes how an attempt to get a token goes. */
  readonly attempt?: (result: CallResult, random: Random) => CallResult
  /** Changes how an action goes. */
  readonly action?: (result: CallResult, random: Random, call: ActionCall) => CallResult
  /** Changes what is done in an action. */
  readonly operation?: (usual: string, random: Random) => string
  /** How many uses somebody else makes of a token issued meanwhile. */
  readonly thefts?: (random: Random) => number
  /** The share of tokens that are revoked (critically), and how long that takes to have an effect. */
  readonly revocation?: { readonly share: number; readonly effective_after_ms: (random: Random) => number }
  /** Begins with an unplanned change of the policy of the role. */
  readonly changes_policy?: true
  /** Audit records, log files and digests of the account it strikes are lost. */
  readonly loses_logs?: true
  /** Exchanges wait at the broker it strikes. */
  readonly congests?: true
}

interface ActionCall {
  readonly link: Link
  readonly operation: string
}

/** A failure at its place and time. */
export interface Strike {
  readonly failure: FailurePlan['failure']
  readonly definition: FailureDefinition
  readonly where: string
  readonly links: readonly Link[]
  readonly from: number
  readonly to: number
}

/** The failures that strike a link at a moment. */
export function striking(strikes: readonly Strike[], link: Link, time_ms: number): readonly Strike[] {
  let struck: Strike[] | null = null
  for (const strike of strikes) {
    if (time_ms < strike.from || time_ms >= strike.to) continue
    if (!strike.definition.isStruck(link, strike.where)) continue
    struck ??= []
    struck.push(strike)
  }
  return struck ?? NONE
}

/** Nothing strikes most calls: all of them share this. */
const NONE: readonly Strike[] = []

/** Are the logs of an account lost at a moment? */
export function loggingLost(strikes: readonly Strike[], account: string, time_ms: number): boolean {
  return strikes.some((strike) => strike.definition.loses_logs && strikesAt(strike, account, time_ms))
}

/** Is a broker congested at a moment? */
export function congested(strikes: readonly Strike[], broker: string, time_ms: number): boolean {
  return strikes.some((strike) => strike.definition.congests && strikesAt(strike, broker, time_ms))
}

function strikesAt({ where, from, to }: Strike, place: string, time_ms: number): boolean {
  return where === place && time_ms >= from && time_ms < to
}
