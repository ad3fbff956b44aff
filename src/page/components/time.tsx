/** A moment in the reader's zone; UTC when hovered over. */
import { localText, momentOf, type Precision, utcText } from '../format/time.ts'

export function Time({ at, precision = 'minute' }: { at: string | Date | null; precision?: Precision }) {
  if (at === null) return <span class="quiet">–</span>
  const moment = typeof at === 'string' ? momentOf(at) : at
  if (Number.isNaN(moment.getTime())) return <span class="quiet">–</span>
  return (
    <time dateTime={moment.toISOString()} title={utcText(moment)}>
      {localText(moment, precision)}
    </time>
  )
}
