/** A simulated history: its messages in the order they are sent, and the truth of what they hold. */
import type { Ending } from './disorder.ts'
import { appointEstateJudges } from './estate/judges/appoint.ts'
import { appointJudges } from './judges/appoint.ts'
import { asMessage, createOutbox, type SimulatedMessage, type Waiting } from './outbox.ts'
import type { SimulationPlan } from './plan.ts'
import { type Scene, setScene, tellMinute } from './traffic.ts'
import { createTruthBook, type Truth } from './truth.ts'
import type { World } from './world.ts'

export interface Simulation {
  readonly world: World
  /** In the order they are sent. Made as they are read, the same each time; memory holds only those on their way. */
  messages(): Iterable<SimulatedMessage>
  /** The truth of all messages. Costs a run of its own unless they have been read to the end. */
  truth(): Truth
}

/** @throws LinkmeterError where the plan is wrong. */
export function simulate(plan: SimulationPlan): Simulation {
  const scene = setScene(plan)
  let truth: Truth | null = null
  return {
    world: scene.world,
    *messages() {
      const running = run(scene)
      for (let step = running.next(); ; step = running.next()) {
        if (step.done) {
          truth = step.value
          return
        }
        yield asMessage(step.value)
      }
    },
    truth() {
      truth ??= runToEnd(scene)
      return truth
    },
  }
}

function runToEnd(scene: Scene): Truth {
  const running = run(scene)
  for (;;) {
    const step = running.next()
    if (step.done) return step.value
  }
}

/** What waits is sent minute by minute: nothing that begins later can be sent earlier. */
function* run(scene: Scene): Generator<Waiting, Truth> {
  const { plan, world, strikes } = scene
  const outbox = createOutbox()
  const book = createTruthBook(world, (enter) => [
    ...appointJudges(enter),
    ...appointEstateJudges(enter, plan),
  ])
  const first = Math.floor(plan.from / 60_000)
  const end = Math.ceil(plan.to / 60_000)
  for (let minute = first; minute < end || minute <= outbox.lastMinute(); minute++) {
    if (minute < end) tellMinute(scene, minute, { ending: endingOf(plan), outbox, book })
    for (const waiting of outbox.take(minute)) yield waiting
  }
  return book.close(strikes)
}

function endingOf({ from, to, ending }: SimulationPlan): Ending {
  if (ending === 'cut') return ({ placed_ms }, sent_ms) => placed_ms >= from && sent_ms < to
  return ({ placed_ms }) => placed_ms >= from && placed_ms < to
}
