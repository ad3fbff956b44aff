/** The questions of the cookbook, by who asks them. Choosing one puts its query into the editor. */
import { useState } from 'preact/hooks'
import type { Answer } from '../../api/client.ts'
import { Empty } from '../../components/loaded.tsx'
import { SearchField } from '../../components/search-field.tsx'

export type Recipe = Answer<'cookbook'>['recipes'][number]

interface Props {
  readonly recipes: readonly Recipe[]
  /** The query that is written now. */
  readonly text: string
  readonly choose: (recipe: Recipe) => void
}

export function Recipes({ recipes, text, choose }: Props) {
  const [search, setSearch] = useState('')
  if (recipes.length === 0) return <Empty>The cookbook is empty.</Empty>
  const word = search.trim().toLowerCase()
  const matching = recipes.filter((recipe) => Object.values(recipe).join('\n').toLowerCase().includes(word))
  const askers = [...new Set(matching.map(({ asker }) => asker))]
  return (
    <>
      <div class="row-form">
        <SearchField label="Find a question" hint="Find a question" value={search} write={setSearch} />
      </div>
      {matching.length === 0 && <Empty>No question has this in its words or its query.</Empty>}
      {askers.map((asker) => (
        <div key={asker} class="recipes">
          <h3>{asker}</h3>
          <ul>
            {matching
              .filter((recipe) => recipe.asker === asker)
              .map((recipe) => (
                <li key={recipe.question}>
                  <button
                    type="button"
                    class="question"
                    aria-pressed={recipe.sql.trim() === text.trim()}
                    onClick={() => choose(recipe)}
                  >
                    {recipe.question}
                  </button>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </>
  )
}

/** What a query is for, while it stands in the editor as the cookbook has it. */
export function RecipeNote({ recipes, text }: { recipes: readonly Recipe[]; text: string }) {
  const recipe = recipes.find(({ sql }) => sql.trim() === text.trim())
  if (recipe === undefined) return null
  return (
    <p class="note">
      <b>{recipe.question}</b>
      <br />
      {recipe.why}
    </p>
  )
}
