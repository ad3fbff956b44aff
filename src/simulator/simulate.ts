/** A simulated history: its messages in the order they are sent, and the truth of what they hold. */
import type { Ending } from './disorder.ts'
import { appointEstateJudges } from './estate/judges/appoint.ts'
import { appointJudges } from './judges/appoint.ts'
import { asMessage, createOutbox, type SimulatedMessage, type Waiting } from './outbox.ts'
import type { SimulationPlan } from './plan.ts'
import { type Scene, setScene, tellMinute } from './traffic.ts'
import { createTruthBook, type Truth, type TruthBook } from './truth.ts'
import type { World } from './world.ts'

export interface Simulation {
  readonly world: World
  /** In the order they are sent. Made as they are read, the same each time; memory holds only those on their way. */
  messages(): Iterable<SimulatedMessage>
  /** The truth of all messages. Costs a run of its own unless they have been read to the end. */
  truth(): Truth
}

/** The messages alone: nobody keeps what is true of them. @throws LinkmeterError where the plan is wrong. */
export function history(plan: SimulationPlan): Iterable<SimulatedMessage> {
  const scene = setScene(plan)
  return {
    *[Symbol.iterator]() {
      for (const waiting of sendAll(scene, null)) yield asMessage(waiting)
    },
  }
}

/** @throws LinkmeterError where the plan is wrong. */
export function simulate(plan: SimulationPlan): Simulation {
  const scene = setScene(plan)
  let truth: Truth | null = null
  return {
    world: scene.world,
    *messages() {
      const book = openBook(scene)
      for (const waiting of sendAll(scene, book)) yield asMessage(waiting)
      truth ??= book.close(scene.strikes)
    },
    truth() {
      truth ??= readToEnd(scene)
      return truth
    },
  }
}

function readToEnd(scene: Scene): Truth {
  const book = openBook(scene)
  for (const _ of sendAll(scene, book));
  return book.close(scene.strikes)
}

function openBook({ world, plan }: Scene): TruthBook {
  return createTruthBook(world, (enter) => [...appointJudges(enter), ...appointEstateJudges(enter, plan)])
}

/** What waits is sent minute by minute: nothing that begins later can be sent earlier. */
function* sendAll(scene: Scene, book: TruthBook | null): Generator<Waiting> {
  const { plan } = scene
  const outbox = createOutbox()
  const first = Math.floor(plan.from / 60_000)
  const end = Math.ceil(plan.to / 60_000)
  for (let minute = first; minute < end || minute <= outbox.lastMinute(); minute++) {
    if (minute < end) tellMinute(scene, minute, { ending: endingOf(plan), outbox, book })
    yield* outbox.take(minute)
  }
}

function endingOf({ from, to, ending }: SimulationPlan): Ending {
  if (ending === 'cut') return ({ placed_ms }, sent_ms) => placed_ms >= from && sent_ms < to
  return ({ placed_ms }) => placed_ms >= from && placed_ms < to
}
