/** Says whether what is on the screen is fresh, and of when it is where it is not. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { freshness } from '../api/freshness.ts'
import { distanceText, localText } from '../format/time.ts'

export function Freshness() {
  const now = useSignal(Date.now())
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now()
    }, 1_000)
    return () => clearInterval(timer)
  }, [now])
  const { answered_at, stale_at, failure } = freshness.value
  if (answered_at === null || stale_at === null) {
    return <p class="freshness">{failure === null ? 'Loading …' : <b class="stale">Not updating</b>}</p>
  }
  const at = new Date(answered_at)
  const isStale = failure !== null || now.value > stale_at
  return (
    <p class="freshness" title={`Last answer: ${localText(at, 'second')}`}>
      {isStale ? <b class="stale">Not updating since {localText(at, 'second')}</b> : <b class="live">Live</b>}
      {!isStale && ` · ${distanceText(at, Math.max(now.value, answered_at))}`}
    </p>
  )
}
