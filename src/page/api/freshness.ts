/** Whether what is on the screen is fresh: the questions under way, and which of them were not answered. */
import { computed, signal } from '@preact/signals'
import type { Failure } from './failure.ts'

interface Known {
  readonly failure: Failure | null
  /** Of the last answer; null: none yet. */
  readonly answered_at: number | null
}

const questions = signal<ReadonlyMap<string, Known>>(new Map())

/** The oldest last answer of all that is shown, and what keeps anything from being fresh. */
export const freshness = computed(() => {
  const all = [...questions.value.values()]
  const times = all.flatMap(({ answered_at }) => (answered_at === null ? [] : [answered_at]))
  return {
    answered_at: times.length === 0 ? null : Math.min(...times),
    failure: all.find(({ failure }) => failure !== null)?.failure ?? null,
  }
})

/** What became of a question; null: it is not asked any more. */
export function note(
  question: string,
  outcome: { readonly answered_at: number } | { readonly failure: Failure } | null,
): void {
  const known = new Map(questions.value)
  if (outcome === null) known.delete(question)
  else if ('answered_at' in outcome) known.set(question, { failure: null, answered_at: outcome.answered_at })
  else
    known.set(question, { failure: outcome.failure, answered_at: known.get(question)?.answered_at ?? null })
  questions.value = known
}
