/** Whether what is on the screen is fresh: the questions under way, and which of them were not answered. */
import { computed, signal } from '@preact/signals'
import type { Failure } from './failure.ts'
import { staleAfter } from './pace.ts'

interface Known {
  readonly failure: Failure | null
  /** Of the last answer; null: none yet. */
  readonly answered_at: number | null
  /** When that answer is no longer fresh; null: none yet. */
  readonly stale_at: number | null
}

const questions = signal<ReadonlyMap<string, Known>>(new Map())

/** The oldest last answer of all that is shown, when the first of them is stale, and what keeps anything from being fresh. */
export const freshness = computed<Known>(() => {
  const all = [...questions.value.values()]
  return {
    answered_at: least(all.map(({ answered_at }) => answered_at)),
    stale_at: least(all.map(({ stale_at }) => stale_at)),
    failure: all.find(({ failure }) => failure !== null)?.failure ?? null,
  }
})

function least(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** What became of a question; null: it is not asked any more. */
export function note(
  question: string,
  outcome: { readonly answered_at: number; readonly every_ms: number } | { readonly failure: Failure } | null,
): void {
  const known = new Map(questions.value)
  if (outcome === null) known.delete(question)
  else if ('answered_at' in outcome) {
    const { answered_at, every_ms } = outcome
    known.set(question, { failure: null, answered_at, stale_at: answered_at + staleAfter(every_ms) })
  } else {
    const before = known.get(question) ?? { answered_at: null, stale_at: null }
    known.set(question, { ...before, failure: outcome.failure })
  }
  questions.value = known
}
