/** What the accounts of a world hold: trails, quotas, services, stacks, keys. The same seed gives the same estate. */
import { Random } from '../random.ts'
import type { World } from '../world.ts'

export interface Member {
  readonly index: number
  readonly account: string
  readonly name: string
  readonly team: string
  readonly region: string
  readonly criticality: string
  readonly services: readonly Service[]
  readonly stack: string
}

/** A service an account pays for. */
export interface Service {
  readonly name: string
  /** What it costs on a working day, by workload; an empty name is untagged. */
  readonly workloads: readonly { readonly workload: string; readonly daily: number; readonly units: number }[]
  /** Begins that many days after the plan; null: it was always there. */
  readonly new_after_days: number | null
}

/** A trail logs one account and region. */
export interface Trail {
  readonly index: number
  readonly account: string
  readonly region: string
  /** Its manifests say how many files there are, not which. */
  readonly counts_only: boolean
  /** Log types delivered beside the trail's own, which no digest lists. */
  readonly other_log: string | null
  /** Declared retired that many days after the plan begins. */
  readonly retired_after_days: number | null
}

export interface Estate {
  readonly members: readonly Member[]
  readonly trails: readonly Trail[]
  readonly brokers: readonly string[]
}

export function createEstate(seed: number, world: World): Estate {
  const random = new Random(seed, 0, ESTATE_PURPOSE)
  const members = world.accounts.map((account, index) => makeMember(random, account, index))
  return { members, trails: makeTrails(world), brokers: world.brokers.map(({ name }) => name) }
}

function makeMember(random: Random, account: string, index: number): Member {
  const team = random.pick(TEAMS)
  const stage = random.pick(['production', 'production', 'staging', 'sandbox'])
  return {
    index,
    account,
    name: `${team}-${stage}-${index + 1}`,
    team,
    region: random.pick(['eu-central-1', 'eu-west-1', 'us-east-1']),
    criticality: stage === 'production' ? random.pick(['critical', 'high']) : random.pick(['normal', 'low']),
    services: makeServices(random, team, index),
    stack: `${team}-network`,
  }
}

/** Three or four services: a shared one with two workloads, one that is untagged, and on some accounts a new one. */
function makeServices(random: Random, team: string, index: number): Service[] {
  const daily = (most: number) => 8 + Math.round(random.unit() * most)
  const workload = (name: string, most: number) => ({
    workload: name,
    daily: daily(most),
    units: 500 + 10 * random.whole(1, 400),
  })
  const services: Service[] = [
    {
      name: 'AmazonEC2',
      workloads: [workload(`${team}-api`, 110), workload('platform', 90)],
      new_after_days: null,
    },
    { name: 'AmazonS3', workloads: [workload('', 40)], new_after_days: null },
  ]
  if (index % 6 === 1) {
    services.push({
      name: 'AmazonBedrock',
      workloads: [{ workload: `${team}-assistant`, daily: 800, units: 4_000 }],
      new_after_days: 6 + (index % 5),
    })
  }
  return services
}

/** In the accounts that links lead into, the busiest first: about two in five; the first of them in two regions. */
function makeTrails(world: World): Trail[] {
  const targets = new Map(world.links.map((link) => [link.target_account, link.region]))
  const logged = [...targets].slice(0, Math.ceil(world.accounts.length * TRAILED))
  const [first] = logged
  const second =
    first === undefined ? [] : [[first[0], first[1] === 'us-east-1' ? 'eu-west-1' : 'us-east-1'] as const]
  return [...logged, ...second].map(([account, region], index) => ({
    index,
    account,
    region,
    counts_only: index === 2,
    other_log: index === 1 ? 'vpc-flow-logs' : null,
    retired_after_days: index === 3 ? 20 : null,
  }))
}

const TRAILED = 0.25

const ESTATE_PURPOSE = 20

const TEAMS = ['payments', 'search', 'ledger', 'data-platform', 'delivery', 'risk', 'identity'] as const
