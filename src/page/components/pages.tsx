/** Steps through what does not fit on one screen. */
import { useAddress } from '../address.ts'
import { countText } from '../format/number.ts'

export function Pages({ offset, page, matching }: { offset: number; page: number; matching: number }) {
  const { change } = useAddress()
  if (matching <= page) return null
  const to = (next: number) => change({ offset: next <= 0 ? '' : String(next) })
  return (
    <nav class="row-form pages" aria-label="Pages">
      <button type="button" disabled={offset === 0} onClick={() => to(offset - page)}>
        Before
      </button>
      <span>
        {countText(offset + 1)} to {countText(Math.min(matching, offset + page))} of {countText(matching)}
      </span>
      <button type="button" disabled={offset + page >= matching} onClick={() => to(offset + page)}>
        Next
      </button>
    </nav>
  )
}
