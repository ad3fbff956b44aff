/** How much of an error budget is left; what is overspent has an empty bar and says by how much. */
import { percentText } from '../format/number.ts'

export function BudgetBar({ remaining_ratio }: { remaining_ratio: number | null }) {
  if (remaining_ratio === null) return <span class="quiet">–</span>
  const share = Math.max(0, Math.min(1, remaining_ratio))
  return (
    <span class="budget">
      <svg viewBox="0 0 60 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="60" height="6" class="track" />
        <rect width={60 * share} height="6" class={remaining_ratio < 0.25 ? 'fill low' : 'fill'} />
      </svg>
      <data value={remaining_ratio}>{percentText(remaining_ratio, 1)}</data>
    </span>
  )
}
