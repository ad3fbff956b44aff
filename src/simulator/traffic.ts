/** Makes the stories of a plan, minute by minute. A minute's stories depend on the seed and the minute alone. */
import { troublesOf } from './call.ts'
import { type Declarations, declareLinks, TRANSITIONS } from './declarations.ts'
import { type Disorder, type Ending, send } from './disorder.ts'
import { createEstate } from './estate/estate.ts'
import { type EstateSetting, purposes } from './estate/setting.ts'
import { countEstate, tellEstate } from './estate/tellers.ts'
import type { Setting } from './exchange.ts'
import { placeFailure } from './failures/catalogue.ts'
import type { Strike } from './failures/failure.ts'
import { judge } from './judge.ts'
import type { Outbox } from './outbox.ts'
import { checkPlan, disorderOf, type SimulationPlan } from './plan.ts'
import { createPolicies, type Policies } from './policy-changes.ts'
import { Random } from './random.ts'
import { healthyRates, type Rates } from './rates.ts'
import { rhythmAt, rhythmOver } from './rhythm.ts'
import { makeStory, tellingsOf } from './story.ts'
import type { TruthBook } from './truth.ts'
import { createWorld, pickLink, type World } from './world.ts'

/** All that follows from a plan before any traffic. */
export interface Scene {
  readonly plan: SimulationPlan
  readonly world: World
  readonly rates: Rates
  readonly strikes: readonly Strike[]
  readonly disorder: Disorder
  /** Stories begun in a minute at rhythm 1. */
  readonly stories_a_minute: number
  readonly estate: EstateSetting
  readonly declarations: Declarations
  readonly policies: Policies
}

/** @throws LinkmeterError where the plan is wrong. */
export function setScene(plan: SimulationPlan): Scene {
  checkPlan(plan)
  const world = createWorld(plan.seed, plan.links)
  const rates = { ...healthyRates, ...plan.rates }
  const strikes = (plan.failures ?? []).map((failure) => placeFailure(failure, world))
  const estate = { estate: createEstate(plan.seed, world), seed: plan.seed, from: plan.from, rates, strikes }
  const stories_a_minute = eventsAMinute(plan, estate) / eventsAStory(plan.seed, world, rates)
  const declarations = declareLinks(world, plan.seed, plan.from)
  const policies = createPolicies(world, { seed: plan.seed, rates, strikes })
  const disorder = disorderOf(plan)
  return { plan, world, rates, strikes, disorder, stories_a_minute, estate, declarations, policies }
}

/**
 * Tells the stories that begin in a minute (a count since 1970). Which of their tellings are sent is for `ending`
 * to say: the numbers drawn do not depend on it, so that live traffic goes on exactly where history was cut.
 */
export function tellMinute(
  scene: Scene,
  minute: number,
  to: { ending: Ending; outbox: Outbox; book: TruthBook | null },
): void {
  const { plan, world, rates, strikes, disorder, declarations, policies } = scene
  const way = { ...to, disorder }
  const random = new Random(plan.seed, minute, TRAFFIC_PURPOSE)
  const setting: Setting = { random, rates, strikes, troubles: troublesOf(rates), policies }
  const declaring = new Random(plan.seed, minute, DECLARING_PURPOSE)
  for (const telling of [...declarations.tellings(minute), ...policies.tellings(minute)]) {
    send(telling, way, declaring)
  }
  const sending = new Random(plan.seed, minute, purposes.sending)
  for (const telling of tellEstate(scene.estate, minute)) send(telling, way, sending)
  for (let left = random.poisson(scene.stories_a_minute * rhythmAt(minute * 60_000)); left > 0; left--) {
    const start_ms = minute * 60_000 + random.whole(0, 59_999)
    const link = pickLink(world, random)
    if (declarations.isSuspended(link, start_ms)) continue
    const story = makeStory(setting, link, start_ms)
    for (const telling of tellingsOf(story)) send(telling, way, random)
    if (to.book) judge(story, to.book)
  }
}

/** Unique events a minute at rhythm 1. */
function eventsAMinute(plan: SimulationPlan, estate: EstateSetting): number {
  if ('events_target' in plan) {
    const others = plan.links * TRANSITIONS.length + countEstate(estate, plan.to)
    return Math.max(0, plan.events_target - others) / rhythmOver(plan.from, plan.to)
  }
  return (plan.events_per_link_per_day * plan.links * 7) / rhythmOver(0, 7 * 86_400_000)
}

/** Measured, since no formula stays true when a rate changes. */
function eventsAStory(seed: number, world: World, rates: Rates): number {
  const random = new Random(seed, 0, MEASURING_PURPOSE)
  const policies = { isTaken: () => false }
  const setting: Setting = { random, rates, strikes: [], troubles: troublesOf(rates), policies }
  let events = 0
  for (let story = 0; story < SAMPLE; story++)
    events += tellingsOf(makeStory(setting, pickLink(world, random), 0)).length
  return events / SAMPLE
}

const SAMPLE = 5_000

/** Each use of the seed has numbers of its own. */
const TRAFFIC_PURPOSE = 3
const DECLARING_PURPOSE = 4
const MEASURING_PURPOSE = 5
