/** The declared life of the links of a world: how each came to be, and what happens to some of them later. */
import { type NativeEvent, type Telling, telling } from './native-event.ts'
import { Random } from './random.ts'
import { rfc3339 } from './rfc3339.ts'
import { type Link, ownerOf, TEAMS, type World } from './world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What a plan's links declare, and when. */
export interface Declarations {
  /** What is told of a minute (a count since 1970). */
  tellings(minute: number): readonly Telling<'link_lifecycle'>[]
  isSuspended(link: Link, time_ms: number): boolean
}

type Transition = NativeEvent<'link_lifecycle'>['transition']

interface Step {
  readonly transition: Transition
  readonly time_ms: number
  /** What the link says of itself from here on, where that differs. */
  readonly changed?: Partial<Pick<Link, 'owner' | 'team' | 'permissions'>>
}

/** The links are requested, consented to, granted and activated in the first seconds after `start_ms`. */
export function declareLinks(world: World, seed: number, start_ms: number): Declarations {
  const minutes = new Map<number, Telling<'link_lifecycle'>[]>()
  const suspensions = new Map<Link, { from: number; to: number }>()
  for (const link of world.links.filter(({ is_declared }) => is_declared)) {
    const random = new Random(seed, link.index, DECLARATIONS_PURPOSE)
    let known: Link = link
    for (const { transition, time_ms, changed } of stepsOf(link, start_ms, random)) {
      known = { ...known, ...changed }
      const minute = Math.floor(time_ms / 60_000)
      minutes.set(minute, [
        ...(minutes.get(minute) ?? []),
        declare(known, { transition, time_ms, start_ms }, random),
      ])
      if (transition === 'suspended') suspensions.set(link, { from: time_ms, to: Number.POSITIVE_INFINITY })
      const suspension = suspensions.get(link)
      if (transition === 'reinstated' && suspension) suspension.to = time_ms
    }
  }
  return {
    tellings: (minute) => (minutes.get(minute) ?? []).map((one) => ({ ...one })),
    isSuspended(link, time_ms) {
      const suspension = suspensions.get(link)
      return suspension !== undefined && time_ms >= suspension.from && time_ms < suspension.to
    },
  }
}

function stepsOf(link: Link, start_ms: number, random: Random): Step[] {
  const steps: Step[] = TRANSITIONS.map((transition, step) => ({
    transition,
    time_ms: start_ms + step * 1_000,
  }))
  const later = () => start_ms + random.whole(2 * DAY_MS, 28 * DAY_MS)
  if (random.chance(0.2)) {
    const team = random.pick(TEAMS)
    steps.push({ transition: 'owner_changed', time_ms: later(), changed: { team, owner: ownerOf(team) } })
  }
  if (random.chance(0.2)) {
    const permissions = [...link.permissions, random.pick(NEVER_USED)]
    steps.push({ transition: 'permissions_changed', time_ms: later(), changed: { permissions } })
  }
  if (random.chance(0.06)) {
    const time_ms = later()
    steps.push({ transition: 'suspended', time_ms })
    steps.push({ transition: 'reinstated', time_ms: time_ms + random.whole(2 * HOUR_MS, 12 * HOUR_MS) })
  }
  return steps.sort((one, other) => one.time_ms - other.time_ms)
}

function declare(
  link: Link,
  { transition, time_ms, start_ms }: { transition: Transition; time_ms: number; start_ms: number },
  random: Random,
): Telling<'link_lifecycle'> {
  return telling(
    {
      kind: 'link_lifecycle',
      event_id: random.hex(4),
      time: rfc3339(time_ms),
      emitter: 'link-registry',
      source_account: link.source_account,
      target_account: link.target_account,
      role: link.role,
      region: link.region,
      principal: link.principal,
      correlation_id: '',
      link_id: link.link_id,
      transition,
      owner: link.owner,
      team: link.team,
      consent_id: `consent-${link.link_id}`,
      consented_by: `admin-${link.target_account}@example.com`,
      purpose: link.purpose,
      max_ttl_s: link.max_ttl_s,
      permissions: link.permissions,
      expires_at: rfc3339(start_ms + link.lasts_days * DAY_MS),
    },
    time_ms,
  )
}

const DECLARATIONS_PURPOSE = 2

export const TRANSITIONS = ['requested', 'consented', 'granted', 'activated'] as const

/** Entitlements that nobody needs. */
const NEVER_USED = ['s3:DeleteBucket', 'iam:PassRole', 'kms:ScheduleKeyDeletion'] as const
