/**
 * Answers that many readers share: one for all who ask the same within a few seconds.
 * An answer depends on its question alone, never on who asks: whether they may is decided before.
 */
import { createHash } from 'node:crypto'
import type { Store } from '../../clickhouse/store.ts'
import type { SloDefinition } from '../../slo/definition.ts'
import { createKept, type KeepOptions } from '../kept.ts'
import { createTurns, inTurns, type Turns } from '../turns.ts'
import { createReadings, noteAge, type Readings, type SharedReadings } from './readings.ts'

export interface Answer {
  readonly value: unknown
  /** As JSON. */
  readonly text: string
  readonly etag: string
  /** When the oldest of what it tells was read, in ms since 1970. */
  readonly as_of_ms: number
}

/** What an answer is made from: its statements take turns with those of others, and note how old the answer is. */
export interface AnswerSources {
  readonly store: Store
  readonly readings: Readings
}

type Ask = (from: AnswerSources) => Promise<unknown>

export interface Answers {
  /**
   * Asks only when no answer is fresh and none is under way. When asking takes long, the answer before is given as long as
   * it is not too old. @throws what asking throws; a failure is not kept
   */
  get(question: string, fresh_ms: number, ask: Ask): Promise<Answer>
  /** What several answers are made of. */
  readonly readings: SharedReadings
  /** After a change: what was asked before it is given to nobody who asks after it. */
  forget(): void
}

/** As many as the embedded engine has connections for readers. */
const AT_ONCE = 2

export function answers(
  sources: {
    readonly store: Store
    readonly slos: readonly SloDefinition[]
    readonly turns?: Turns
  } & KeepOptions,
): Answers {
  const { store, clock, turns = createTurns(AT_ONCE) } = sources
  const readings = createReadings({ ...sources, turns })
  const kept = createKept<Omit<Answer, 'as_of_ms'>>(sources)

  async function asked(due_ms: number, ask: Ask) {
    const noting = noteAge(readings, clock.now())
    const value = await ask({ store: inTurns(store, turns, due_ms), readings: noting.readings })
    return { value: answerOf(value), as_of_ms: noting.as_of_ms() }
  }

  return {
    get: async (question, fresh_ms, ask) => {
      const { value, as_of_ms } =
        fresh_ms === 0
          ? await asked(clock.now(), ask)
          : await kept.get(question, fresh_ms, ({ due_ms }) => asked(due_ms, ask))
      return { ...value, as_of_ms }
    },
    readings,
    forget: () => {
      readings.forget()
      kept.forget()
    },
  }
}

function answerOf(value: unknown): Omit<Answer, 'as_of_ms'> {
  const text = JSON.stringify(value)
  const digest = createHash('sha256').update(text).digest('base64url')
  return { value, text, etag: `"${digest.slice(0, 22)}"` }
}
