/** How the links of a world came to be: each is requested, consented to, granted and activated. */
import { type Telling, telling } from './native-event.ts'
import { Random } from './random.ts'
import { rfc3339 } from './rfc3339.ts'
import type { Link, World } from './world.ts'

/** Told in the first seconds of a plan. */
export function declareLinks(world: World, seed: number, start_ms: number): Telling<'link_lifecycle'>[] {
  const random = new Random(seed, 0, DECLARATIONS_PURPOSE)
  return world.links.flatMap((link) =>
    TRANSITIONS.map((transition, step) => declare(link, transition, start_ms + step * 1_000, random)),
  )
}

function declare(
  link: Link,
  transition: (typeof TRANSITIONS)[number],
  time_ms: number,
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
      expires_at: rfc3339(time_ms + link.lasts_days * 86_400_000),
    },
    time_ms,
  )
}

const DECLARATIONS_PURPOSE = 2

export const TRANSITIONS = ['requested', 'consented', 'granted', 'activated'] as const
