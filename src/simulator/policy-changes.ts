/** Changes to the policies of target accounts, and whom they lock out. Each follows from the seed and its moment. */
import type { Strike } from './failures/failure.ts'
import { type Telling, telling } from './native-event.ts'
import { Random } from './random.ts'
import type { Rates } from './rates.ts'
import { rfc3339 } from './rfc3339.ts'
import type { Link, World } from './world.ts'

export interface Policies {
  /** What is told of a minute (a count since 1970). */
  tellings(minute: number): Telling<'policy_change'>[]
  /** Did a change take this operation from a link, until somebody puts it right? */
  isTaken(link: Link, operation: string, time_ms: number): boolean
}

interface PolicyChange {
  readonly time_ms: number
  readonly target_account: string
  readonly region: string
  /** Empty where it is about the whole account. */
  readonly role: string
  readonly planned: boolean
  readonly takes: { readonly operation: string; readonly until_ms: number } | null
}

/**
 * At most one change of an account begins in each block, in its first hour, and what it takes is back before the
 * block's end: which change locked somebody out is no question.
 */
const BLOCK_MS = 3 * 3_600_000

export function createPolicies(
  world: World,
  { seed, rates, strikes }: { seed: number; rates: Rates; strikes: readonly Strike[] },
): Policies {
  const targets = linksByTarget(world)
  const missteps = strikes.filter(({ definition }) => definition.changes_policy).map(misstep)
  /** The blocks last asked for, by target account. */
  const blocks = new Map<number, ReadonlyMap<string, PolicyChange>>()

  function changesIn(block: number): ReadonlyMap<string, PolicyChange> {
    const known = blocks.get(block)
    if (known) return known
    if (blocks.size > 8) blocks.clear()
    const random = new Random(seed, block, POLICY_PURPOSE)
    const changes = new Map<string, PolicyChange>()
    for (const [target, links] of targets) {
      const change = random.chance(rates.policy_changed) ? draw(random, block, links, rates) : null
      if (change && !missteps.some((other) => isNear(change, other))) changes.set(target, change)
    }
    blocks.set(block, changes)
    return changes
  }

  return {
    tellings(minute) {
      const from = minute * 60_000
      const ordinary = [...changesIn(Math.floor(from / BLOCK_MS)).values()]
      return [...ordinary, ...missteps]
        .filter(({ time_ms }) => time_ms >= from && time_ms < from + 60_000)
        .map((change) => tell(change, new Random(seed, change.time_ms, TELLING_PURPOSE)))
    },
    isTaken(link, operation, time_ms) {
      const change = changesIn(Math.floor(time_ms / BLOCK_MS)).get(link.target_account)
      if (change?.takes?.operation !== operation) return false
      const isMeant = change.role === '' || change.role === link.role
      return isMeant && time_ms > change.time_ms && time_ms < change.takes.until_ms
    },
  }
}

function draw(random: Random, block: number, links: readonly [Link, ...Link[]], rates: Rates): PolicyChange {
  const link = random.pick(links)
  const time_ms = block * BLOCK_MS + random.whole(0, 3_599_999)
  const until_ms = time_ms + random.whole(20, 55) * 60_000
  const operation = link.permissions[0] ?? ''
  return {
    time_ms,
    target_account: link.target_account,
    region: link.region,
    role: random.chance(0.5) ? link.role : '',
    planned: random.chance(0.6),
    takes: random.chance(rates.policy_change_breaks) ? { operation, until_ms } : null,
  }
}

/** The change that a failure begins with; what it does to calls is the failure's own. */
function misstep({ links: [link], from }: Strike): PolicyChange {
  return {
    time_ms: from,
    target_account: link?.target_account ?? '',
    region: link?.region ?? '',
    role: link?.role ?? '',
    planned: false,
    takes: null,
  }
}

function isNear(one: PolicyChange, other: PolicyChange): boolean {
  return one.target_account === other.target_account && Math.abs(one.time_ms - other.time_ms) < BLOCK_MS
}

function tell(change: PolicyChange, random: Random): Telling<'policy_change'> {
  const { time_ms, target_account, region, role, planned } = change
  const change_type = random.pick([
    'put_role_policy',
    'attach_policy',
    'detach_policy',
    'create_policy_version',
  ])
  const policy = role === '' ? 'account-boundary' : `${role}-access`
  return telling(
    {
      kind: 'policy_change',
      event_id: random.hex(4),
      time: rfc3339(time_ms),
      emitter: 'policy-log',
      source_account: '',
      target_account,
      role,
      region,
      principal: `arn:aws:iam::${target_account}:role/${planned ? 'pipeline' : 'admin'}`,
      correlation_id: '',
      change_id: random.hex(2),
      actor: planned ? 'pipeline' : 'admin',
      policy,
      change_type,
      diff: `- ${policy} v${random.whole(1, 9)}\n+ ${policy} v${random.whole(10, 19)}`,
      planned,
    },
    time_ms,
  )
}

function linksByTarget({ links }: World): Map<string, [Link, ...Link[]]> {
  const targets = new Map<string, [Link, ...Link[]]>()
  for (const link of links) {
    const others = targets.get(link.target_account)
    if (others) others.push(link)
    else targets.set(link.target_account, [link])
  }
  return targets
}

const POLICY_PURPOSE = 6
const TELLING_PURPOSE = 7
