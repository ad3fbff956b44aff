/** Keeps answers for a few seconds, so that many who ask the same are one reading of the tables. */
import { createHash } from 'node:crypto'

interface Answer {
  readonly value: unknown
  /** As JSON. */
  readonly text: string
  readonly etag: string
}

export interface Answers {
  /** Asks only when no answer is fresh and none is under way. @throws what asking throws; a failure is not kept */
  get(question: string, fresh_ms: number, ask: () => Promise<unknown>): Promise<Answer>
}

/** Of the largest answers a few MB; a filter typed letter by letter must not fill the memory. */
const MOST_KEPT = 200

export function answers(clock: { now(): number }): Answers {
  const kept = new Map<
    string,
    { readonly asked_ms: number; readonly answer: Promise<Answer>; isDone: boolean }
  >()

  return {
    get(question, fresh_ms, ask) {
      if (fresh_ms === 0) return ask().then(answerOf)
      const known = kept.get(question)
      if (known !== undefined && (!known.isDone || clock.now() - known.asked_ms < fresh_ms))
        return known.answer
      const entry = { asked_ms: clock.now(), answer: ask().then(answerOf), isDone: false }
      kept.delete(question)
      kept.set(question, entry)
      entry.answer.then(
        () => {
          entry.isDone = true
        },
        () => {
          if (kept.get(question) === entry) kept.delete(question)
        },
      )
      const [oldest] = kept.keys()
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
      return entry.answer
    },
  }
}

function answerOf(value: unknown): Answer {
  const text = JSON.stringify(value)
  const digest = createHash('sha256').update(text).digest('base64url')
  return { value, text, etag: `"${digest.slice(0, 22)}"` }
}
