/** Asks for a correlation id and leads to its trace. */

import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { useAddress } from '../../address.ts'

export function TraceForm({ id = '' }: { id?: string }) {
  const { href } = useAddress()
  const { route } = useLocation()
  const [entered, setEntered] = useState(id)
  return (
    <search>
      <form
        class="row-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (entered.trim() !== '') route(href('/debug/trace', { id: entered.trim() }))
        }}
      >
        <input
          type="search"
          aria-label="Correlation id"
          placeholder="Correlation id"
          spellcheck={false}
          value={entered}
          onInput={({ currentTarget }) => setEntered(currentTarget.value)}
        />
        <button type="submit">Trace</button>
      </form>
    </search>
  )
}
