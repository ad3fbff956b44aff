/** What came of a query: nothing yet, rows, or why there are none. */
import { useEffect, useState } from 'preact/hooks'
import { Empty } from '../../components/loaded.tsx'
import { Section } from '../../components/section.tsx'
import { durationText } from '../../format/number.ts'
import type { Fault } from './editor/fault.ts'
import { QueryFailed } from './query-failed.tsx'
import { ResultView } from './result/result-view.tsx'
import type { Run } from './use-query.ts'

export function Outcome({ run, text, fault }: { run: Run; text: string; fault: Fault | null }) {
  switch (run.state) {
    case 'none':
      return <Empty>{text.trim() === '' ? UNWRITTEN : UNRUN}</Empty>
    case 'running':
      return <Running began_at={run.began_at} />
    case 'cancelled':
      return (
        <p class="note" role="status">
          Cancelled. The service has ended the query.
        </p>
      )
    case 'failed':
      return <QueryFailed failure={run.failure} fault={fault} />
    case 'done':
      return (
        <Section title="Result">
          {run.query !== text && (
            <p class="quiet small">The query was changed since: this is the result of what was run.</p>
          )}
          <ResultView key={run.answered_at} result={run.result} />
        </Section>
      )
  }
}

const UNWRITTEN = 'Nothing is asked yet. Write a query, or choose one of the cookbook.'
const UNRUN = 'Not run yet: a query from a link or the cookbook runs only when you press Run.'

/** A second may pass before anybody wonders. */
const TICK_MS = 1_000

function Running({ began_at }: { began_at: number }) {
  const [now, setNow] = useState(began_at)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.floor((now - began_at) / 1_000)
  return (
    <p class="note">
      <span role="status">Running …</span>{' '}
      {seconds > 0 && <span class="quiet">for {durationText(seconds)}</span>}
    </p>
  )
}
