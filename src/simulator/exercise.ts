/** Traffic of one link of its own, calm or with a failure in it: what a game day injects. */
import type { FailurePlan } from './failures/failure.ts'
import type { Rates } from './rates.ts'
import { rhythmOver } from './rhythm.ts'
import { history } from './simulate.ts'
import { createWorld, linkAt } from './world.ts'

export interface ExercisePlan {
  /** Names the accounts and the broker: `gameday-<name>-…`. */
  readonly name: string
  readonly seed: number
  /** In ms, half-open. */
  readonly from: number
  readonly to: number
  readonly events_an_hour: number
  /** Null: nothing fails. */
  readonly failure: Pick<FailurePlan, 'failure' | 'from' | 'to'> | null
}

/** What is told through the link, in order, each record with accounts that are the exercise's alone. */
export function exerciseRecords(plan: ExercisePlan): object[] {
  const { name, seed, from, to, failure } = plan
  const world = createWorld(seed, 1)
  const link = linkAt(world, 0)
  const messages = history({
    ...{ seed, from, to, links: 1, rates: CALM, ending: 'cut' },
    events_per_link_per_day: steadyRate(plan),
    failures: failure === null ? [] : [failure],
  })
  const rename = renaming(name, [link.source_account, link.target_account, link.broker.name, link.link_id])
  const told: object[] = []
  for (const { value } of messages) {
    const text = value.toString()
    const record = JSON.parse(text) as Record<string, unknown>
    const isOurs =
      record['kind'] === 'broker_sample'
        ? record['broker'] === link.broker.name
        : KINDS.has(String(record['kind'])) && record['target_account'] === link.target_account
    if (isOurs) told.push(JSON.parse(rename(text)) as object)
  }
  return told
}

/** The accounts of an exercise. */
export function accountsOf(name: string): { readonly source: string; readonly target: string } {
  return { source: `gameday-${name}-source`, target: `gameday-${name}-target` }
}

/** What ends an exercise: the link is revoked, and its target's trails need not be expected any more. */
export function endOfExercise({ name, seed, to }: ExercisePlan): object[] {
  const link = linkAt(createWorld(seed, 1), 0)
  const { source, target } = accountsOf(name)
  const about = { time: new Date(to - 1).toISOString(), emitter: 'linkmeter-gameday' }
  const trails = ['us-east-1', 'eu-west-1', link.region].map((region) => ({
    ...{ kind: 'trail_manifest', event_id: `${target}-${region}-retired`, ...about },
    ...{ target_account: target, region, retired: true, log_files: [] },
  }))
  const revoked = {
    ...{ kind: 'link_lifecycle', event_id: `${target}-revoked`, ...about },
    ...{ source_account: source, target_account: target, role: link.role },
    ...{ link_id: `gameday-${name}-link`, transition: 'revoked' },
  }
  return [...trails, revoked]
}

/** What tells of a link; the rest of what accounts tell is no part of an exercise. */
const KINDS = new Set([
  'token_issuance',
  'action',
  'audit',
  'revocation',
  'policy_change',
  'link_lifecycle',
  'log_delivery',
  'trail_manifest',
])

/** Traffic has a rhythm of days and weeks; an exercise is as busy whenever it is held. */
function steadyRate({ from, to, events_an_hour }: ExercisePlan): number {
  const usual = rhythmOver(0, 7 * 86_400_000) / (7 * 1_440)
  const here = rhythmOver(from, to) / ((to - from) / 60_000)
  return (24 * events_an_hour * usual) / here
}

function renaming(
  name: string,
  [source, target, broker, link_id]: [string, string, string, string],
): (text: string) => string {
  const accounts = accountsOf(name)
  return (text) =>
    text
      .replaceAll(source, accounts.source)
      .replaceAll(target, accounts.target)
      .replaceAll(broker, `gameday-${name}-broker`)
      .replaceAll(link_id, `gameday-${name}-link`)
}

/** Nothing goes wrong but what the failure does: whatever alerts is the failure's. */
const CALM: Partial<Rates> = {
  attempt_throttled: 0,
  attempt_service_error: 0,
  attempt_auth_error: 0,
  attempt_business_error: 0,
  attempt_unknown: 0,
  action_throttled: 0,
  action_service_error: 0,
  action_auth_error: 0,
  action_unknown: 0,
  clock_skew: 0,
  same_account: 0,
  without_token: 0,
  exchange_untold: 0,
  service_call: 0,
  audit_missing: 0,
  audit_late: 0,
  token_revoked: 0,
  policy_changed: 0,
  ttl_long: 0,
  delivery_retried: 0,
  delivery_failed: 0,
  delivery_lost: 0,
  delivery_altered: 0,
  trail_quiet: 0,
  trail_off: 0,
}
