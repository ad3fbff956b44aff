/**
 * Answers that many readers share: one reading of the tables for all who ask the same within a few seconds.
 * An answer depends on its question alone, never on who asks: whether they may is decided before.
 */
import { createHash } from 'node:crypto'
import { within } from '../within.ts'
import { createTurns, type Turns } from './turns.ts'

export interface Answer {
  readonly value: unknown
  /** As JSON. */
  readonly text: string
  readonly etag: string
  /** When the tables began to be read, in ms since 1970: it knows of nothing later. */
  readonly asked_ms: number
}

export interface Answers {
  /**
   * Asks only when no answer is fresh and none is under way. When asking takes long, the answer before is given as long as
   * it is not too old. @throws what asking throws; a failure is not kept
   */
  get(question: string, fresh_ms: number, ask: () => Promise<unknown>): Promise<Answer>
  /** After a change: what was asked before it is given to nobody who asks after it. */
  forget(): void
}

interface Kept {
  /** Null: none yet. */
  last: Answer | null
  /** Null: nobody is asking. */
  underWay: Promise<Answer> | null
}

/** Of the largest answers some tens of MB; a filter typed letter by letter must not fill the memory. */
const MOST_KEPT = 500
/** Four intervals of the page, which tells when what it shows is older than 50 s. */
const OLDEST_MS = 60_000
/** Readers wait so long for a fresher answer than the one that is there. */
const PATIENCE_MS = 300
/** As many as the embedded engine has connections for readers. */
const AT_ONCE = 2

export function answers(
  clock: { now(): number },
  { turns = createTurns(AT_ONCE), patience_ms = PATIENCE_MS }: { turns?: Turns; patience_ms?: number } = {},
): Answers {
  const kept = new Map<string, Kept>()

  function keptOf(question: string): Kept {
    const known = kept.get(question) ?? { last: null, underWay: null }
    // The one asked for longest ago is the first to go.
    kept.delete(question)
    kept.set(question, known)
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    return known
  }

  function asking(known: Kept, ask: () => Promise<unknown>): Promise<Answer> {
    // Its readers begin to wait when what they have is too old.
    const due_ms = known.last === null ? 0 : known.last.asked_ms + OLDEST_MS
    known.underWay ??= turns
      .take(due_ms, async () => {
        const asked_ms = clock.now()
        known.last = answerOf(await ask(), asked_ms)
        return known.last
      })
      .finally(() => {
        known.underWay = null
      })
    return known.underWay
  }

  return {
    get: async (question, fresh_ms, ask) => {
      if (fresh_ms === 0) return answerOf(await ask(), clock.now())
      const known = keptOf(question)
      const { last } = known
      if (last !== null && clock.now() - last.asked_ms < fresh_ms) return last
      const fresher = asking(known, ask)
      if (last === null || clock.now() - last.asked_ms >= OLDEST_MS) return fresher
      const outcome = await within(patience_ms, fresher)
      if (outcome.ended === 'failed') throw outcome.error
      return outcome.ended === 'in time' ? outcome.value : last
    },
    forget: () => kept.clear(),
  }
}

function answerOf(value: unknown, asked_ms: number): Answer {
  const text = JSON.stringify(value)
  const digest = createHash('sha256').update(text).digest('base64url')
  return { value, text, etag: `"${digest.slice(0, 22)}"`, asked_ms }
}
