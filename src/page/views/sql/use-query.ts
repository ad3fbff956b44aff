/** Runs one query at a time, when asked to and never by itself. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Answer, ask } from '../../api/client.ts'
import type { Failure } from '../../api/failure.ts'

export type Result = Answer<'sql'>

export type Run =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly query: string; readonly began_at: number }
  | { readonly state: 'cancelled'; readonly query: string }
  | { readonly state: 'failed'; readonly query: string; readonly failure: Failure }
  | { readonly state: 'done'; readonly query: string; readonly result: Result; readonly answered_at: number }

interface Runner {
  readonly run: Run
  start(query: string, values: Readonly<Record<string, string>>): void
  cancel(): void
}

/** As many as the API gives. */
const MOST_ROWS = 10_000

export function useQuery(): Runner {
  const [run, setRun] = useState<Run>({ state: 'none' })
  const ending = useRef<AbortController | null>(null)
  useEffect(() => () => ending.current?.abort(), [])
  return {
    run,
    start: async (query, values) => {
      ending.current?.abort()
      const own = new AbortController()
      ending.current = own
      setRun({ state: 'running', query, began_at: Date.now() })
      const body = { query, limit: MOST_ROWS, values }
      const outcome = await ask('sql', {}, { body, signal: own.signal })
      if (own.signal.aborted) return
      if (outcome.ok) setRun({ state: 'done', query, result: outcome.answer, answered_at: Date.now() })
      else setRun({ state: 'failed', query, failure: outcome.failure })
    },
    cancel: () => {
      ending.current?.abort()
      setRun((before) => (before.state === 'running' ? { state: 'cancelled', query: before.query } : before))
    },
  }
}
