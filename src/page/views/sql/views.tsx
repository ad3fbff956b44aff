/** What queries may ask, and the columns of each view. */
import { useState } from 'preact/hooks'
import type { Answer } from '../../api/client.ts'
import { Empty } from '../../components/loaded.tsx'
import { SearchField } from '../../components/search-field.tsx'

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
        <SearchField
          label="Find a view or a column"
          hint="Find a view or a column"
          value={search}
          write={setSearch}
        />
      </div>
      {matching.length === 0 && <Empty>No view and no column has this in its name.</Empty>}
      {matching.map((view) => (
        <OneView key={view.name} view={view} />
      ))}
    </>
  )
}

/** A thousand columns are not drawn before somebody looks at them. */
function OneView({ view: { name, about, columns } }: { view: View }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details class="recipe" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <code>{name}</code> <span class="quiet small">{columns.length} columns</span>
      </summary>
      {isOpen && (
        <>
          {about !== '' && <p>{about}</p>}
          <dl class="view-columns">
            {columns.map((column) => (
              <div key={column.name}>
                <dt>
                  <code>{column.name}</code> <code class="quiet">{column.type}</code>
                </dt>
                <dd class="small">{column.about}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </details>
  )
}
