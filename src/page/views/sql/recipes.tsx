/** The questions of the cookbook, by who asks them, each with its query. */
import type { Answer } from '../../api/client.ts'
import { Empty } from '../../components/loaded.tsx'
import { QueryText } from './query-text.tsx'

type Recipe = Answer<'cookbook'>['recipes'][number]

export function Recipes({ recipes }: { recipes: readonly Recipe[] }) {
  if (recipes.length === 0) return <Empty>The cookbook is empty.</Empty>
  const askers = [...new Set(recipes.map(({ asker }) => asker))]
  return (
    <>
      {askers.map((asker) => (
        <div key={asker}>
          <h3>{asker}</h3>
          {recipes
            .filter((recipe) => recipe.asker === asker)
            .map(({ question, why, sql }) => (
              <details key={question} class="recipe">
                <summary>{question}</summary>
                <p>{why}</p>
                <QueryText sql={sql} />
              </details>
            ))}
        </div>
      ))}
    </>
  )
}
