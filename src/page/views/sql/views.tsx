/** What queries may ask, and the columns of each view. */
import { useState } from 'preact/hooks'
import type { Answer } from '../../api/client.ts'
import { Empty } from '../../components/loaded.tsx'

type View = Answer<'views'>['views'][number]

export function Views({ views }: { views: readonly View[] }) {
  const [search, setSearch] = useState('')
  const word = search.trim().toLowerCase()
  const matching = views.filter(
    ({ name, columns }) => name.includes(word) || columns.some((column) => column.name.includes(word)),
  )
  return (
    <>
      <div class="row-form">
        <input
          type="search"
          aria-label="Find a view or a column"
          placeholder="Find a view or a column"
          value={search}
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
      </div>
      {matching.length === 0 && <Empty>No view and no column has this in its name.</Empty>}
      {matching.map(({ name, columns }) => (
        <details key={name} class="recipe">
          <summary>
            <code>{name}</code> <span class="quiet small">{columns.length} columns</span>
          </summary>
          <dl class="facts">
            {columns.map((column) => (
              <>
                <dt>
                  <code>{column.name}</code>
                </dt>
                <dd>
                  <code>{column.type}</code>
                </dd>
              </>
            ))}
          </dl>
        </details>
      ))}
    </>
  )
}
