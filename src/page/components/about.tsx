/** What a figure means: its definition, the query that gives it, and how its inputs stand. */
import { useId } from 'preact/hooks'
import { useAddress } from '../address.ts'
import { type FigureName, figures } from '../figures.ts'

export function About({ figure, label }: { figure: FigureName; label: string }) {
  const id = useId()
  const { href } = useAddress()
  const { definition, query, kinds } = figures[figure]
  return (
    <>
      <button type="button" class="about" popovertarget={id} aria-label={`About ${label}`}>
        ?
      </button>
      <div class="popover" id={id} popover="auto" role="dialog" aria-label={`About ${label}`}>
        <b>{label}</b>
        <p>{definition}</p>
        <p>
          <a href={href('/sql', { query })}>Its query</a> ·{' '}
          <a href={href('/debug', { kinds: kinds.join(',') })}>Its inputs</a>
        </p>
        {kinds.length > 0 && <p class="quiet">From events of the kinds {kinds.join(', ')}.</p>}
      </div>
    </>
  )
}
