/** The accounts, brokers and links that traffic is made of. The same seed gives the same world. */
import { Random } from './random.ts'

interface Broker {
  readonly name: string
  /** Half of its issuances are faster than this. */
  readonly median_ms: number
}

/** Delegated access: `source_account` acts in `target_account` through `role`. */
export interface Link {
  readonly index: number
  readonly link_id: string
  readonly source_account: string
  readonly role: string
  readonly target_account: string
  readonly region: string
  readonly broker: Broker
  readonly mechanism: string
  readonly principal: string
  readonly source_ip: string
  readonly owner: string
  readonly team: string
  readonly purpose: string
  readonly ttl_s: number
  readonly max_ttl_s: number
  readonly permissions: string[]
  /** How long after its declaration it ends: a few are used beyond that. */
  readonly lasts_days: number
  /** A few links are used without anybody having asked. */
  readonly is_declared: boolean
}

export interface World {
  readonly accounts: readonly string[]
  readonly brokers: readonly Broker[]
  readonly links: readonly Link[]
  /** The share of traffic of the links up to and including each. */
  readonly shares: readonly number[]
}

export function createWorld(seed: number, links: number): World {
  const random = new Random(seed, 0, WORLD_PURPOSE)
  const accounts = distinct(Math.max(4, Math.ceil(links / 4) + 3), () => accountId(random))
  const made = new Map<string, Link>()
  while (made.size < links) {
    const [source, target] = [at(accounts, random), at(accounts, random)]
    const role = random.pick(ROLES)
    const key = `${source}/${role}/${target}`
    if (source === target || made.has(key)) continue
    made.set(key, createLink(random, made.size, source, role, target))
  }
  return { accounts, brokers: BROKERS, links: [...made.values()], shares: cumulativeShares(links) }
}

/** Picks a link by its share of the traffic. */
export function pickLink(world: World, random: Random): Link {
  const drawn = random.unit()
  let [low, high] = [0, world.shares.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((world.shares[middle] ?? 1) > drawn) high = middle
    else low = middle + 1
  }
  return linkAt(world, low)
}

/** The link of an index. @throws RangeError where the world has none. */
export function linkAt(world: World, index: number): Link {
  const link = world.links[index]
  if (link === undefined) throw new RangeError(`the world has no link ${index}`)
  return link
}

function createLink(random: Random, index: number, source: string, role: string, target: string): Link {
  const team = random.pick(TEAMS)
  const ttl_s = random.pick([120, 300, 300, 900, 3600])
  return {
    index,
    link_id: `link-${String(index + 1).padStart(4, '0')}`,
    source_account: source,
    role,
    target_account: target,
    region: random.pick(['eu-central-1', 'eu-west-1', 'us-east-1']),
    broker: random.pick(BROKERS),
    mechanism: random.pick(['assume_role', 'assume_role', 'assume_role_with_saml', 'token_exchange']),
    principal: `arn:aws:iam::${source}:role/${team}-${random.pick(['runner', 'service', 'robot'])}`,
    source_ip: `10.${random.whole(0, 255)}.${random.whole(0, 255)}.${random.whole(1, 254)}`,
    owner: ownerOf(team),
    team,
    purpose: `${team} uses ${role}`,
    ttl_s,
    max_ttl_s: random.pick([300, 900, 3600]),
    permissions: PERMISSIONS[role] ?? [],
    lasts_days: random.chance(0.04) ? random.whole(5, 25) : random.whole(60, 400),
    is_declared: index % 23 !== 11,
  }
}

/** Whom to ask about a team's links. */
export function ownerOf(team: string): string {
  return `${team}-oncall@example.com`
}

/** A few links carry most of the traffic, the rest a little each (Zipf with exponent 0.7). */
function cumulativeShares(links: number): number[] {
  const weights = Array.from({ length: links }, (_, rank) => (rank + 2) ** -0.7)
  const sum = weights.reduce((all, weight) => all + weight, 0)
  let share = 0
  return weights.map((weight) => {
    share += weight / sum
    return share
  })
}

function distinct(count: number, make: () => string): string[] {
  const made = new Set<string>()
  while (made.size < count) made.add(make())
  return [...made]
}

function accountId(random: Random): string {
  return String(random.whole(100_000_000_000, 999_999_999_999))
}

function at(accounts: readonly string[], random: Random): string {
  return accounts[random.whole(0, accounts.length - 1)] ?? ''
}

const WORLD_PURPOSE = 1

const BROKERS: readonly [Broker, ...Broker[]] = [
  { name: 'sts-frankfurt', median_ms: 110 },
  { name: 'sts-virginia', median_ms: 150 },
  { name: 'vault-broker', median_ms: 90 },
  { name: 'oidc-exchange', median_ms: 170 },
]

export const TEAMS = [
  'payments',
  'search',
  'ledger',
  'data-platform',
  'delivery',
  'risk',
  'identity',
] as const

const PERMISSIONS: Readonly<Record<string, string[]>> = {
  ReadReports: ['s3:GetObject', 's3:ListBucket'],
  DeployService: ['ecs:UpdateService', 'cloudformation:UpdateStack'],
  AuditReader: ['cloudtrail:LookupEvents', 'config:GetComplianceDetailsByConfigRule'],
  BackupOperator: ['rds:CreateDBSnapshot', 's3:PutObject'],
  QueueWorker: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
  KeyUser: ['kms:Decrypt', 'kms:GenerateDataKey'],
  MetricsWriter: ['cloudwatch:PutMetricData'],
  TableReader: ['dynamodb:GetItem', 'dynamodb:Query'],
}

const ROLES = [
  'ReadReports',
  'DeployService',
  'AuditReader',
  'BackupOperator',
  'QueueWorker',
  'KeyUser',
  'MetricsWriter',
  'TableReader',
] as const
