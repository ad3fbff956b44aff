/** What a failure is: where it strikes, and what it does to the calls it strikes. */
import type { CallResult } from '../call.ts'
import type { Random } from '../random.ts'
import type { Link, World } from '../world.ts'

/** A failure as a plan asks for it. Times in ms; `to` is not included. */
export interface FailurePlan {
  readonly failure: 'F1' | 'F2' | 'F5'
  readonly from: number
  readonly to: number
  /** F1: a link_id. F2: a target account. F5: a broker's name. Chosen by the failure unless said. */
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
  readonly action?: (result: CallResult, random: Random) => CallResult
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

/** Applies every failure that strikes a link at a moment. */
export function struck(
  strikes: readonly Strike[],
  part: 'attempt' | 'action',
  call: { readonly link: Link; readonly time_ms: number; readonly result: CallResult },
  random: Random,
): CallResult {
  let { result } = call
  for (const { definition, where, from, to } of strikes) {
    if (call.time_ms < from || call.time_ms >= to || !definition.isStruck(call.link, where)) continue
    result = definition[part]?.(result, random) ?? result
  }
  return result
}
