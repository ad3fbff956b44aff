/** An answer of the API that stays fresh while it is looked at: asked again every few seconds, kept when asking fails. */
import { useEffect, useState } from 'preact/hooks'
import { type Answer, type Asked, ask, type Name } from './client.ts'
import type { Failure } from './failure.ts'
import { note } from './freshness.ts'
import { AFTER_FAILURE_MS, LIVE_MS } from './pace.ts'
import { logins } from './session.ts'

export interface Loaded<Value> {
  /** Null: not yet. */
  readonly answer: Value | null
  /** Of the last time it was asked; null: it was answered. */
  readonly failure: Failure | null
  /** When the service read it, in ms since 1970. */
  readonly answered_at: number | null
  reload(): void
}

interface State<Called extends Name> extends Omit<Loaded<Answer<Called>>, 'reload'> {
  /** What it answers: an answer to another question is not shown. */
  readonly question: string
}

export function useAnswer<Called extends Name>(
  name: Called,
  parameters: Asked<Called>,
  { every_ms = LIVE_MS, isAsked = true }: { every_ms?: number; isAsked?: boolean } = {},
): Loaded<Answer<Called>> {
  const question = JSON.stringify([name, parameters, logins.value])
  const [state, setState] = useState<State<Called>>(() => nothing(question))
  const [round, setRound] = useState(0)

  // The question holds the name and the parameters.
  useEffect(() => {
    if (!isAsked) return
    const ending = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const outcome = await ask(name, parameters, { signal: ending.signal })
      if (ending.signal.aborted) return
      const answered_at = Date.now() - (outcome.ok ? outcome.age_ms : 0)
      note(question, outcome.ok ? { answered_at, every_ms } : { failure: outcome.failure })
      setState((before) => {
        if (outcome.ok) return { question, answer: outcome.answer, failure: null, answered_at }
        const kept = before.question === question ? before : nothing<Called>(question)
        return { ...kept, failure: outcome.failure }
      })
      timer = setTimeout(() => whenSeen(look, ending.signal), outcome.ok ? every_ms : AFTER_FAILURE_MS)
    }
    void look()
    return () => {
      ending.abort()
      clearTimeout(timer)
      note(question, null)
    }
  }, [question, round, every_ms, isAsked])

  const current = state.question === question ? state : nothing<Called>(question)
  return { ...current, reload: () => setRound((before) => before + 1) }
}

function nothing<Called extends Name>(question: string): State<Called> {
  return { question, answer: null, failure: null, answered_at: null }
}

/** A page in the background asks for nothing, and at once when it is looked at again. */
function whenSeen(act: () => void, ending: AbortSignal): void {
  if (document.visibilityState === 'visible') act()
  else document.addEventListener('visibilitychange', act, { once: true, signal: ending })
}
