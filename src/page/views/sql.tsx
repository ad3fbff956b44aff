/** Questions and their queries: the one that stands behind a figure, those of the cookbook, and what can be asked. */

import { useAddress } from '../address.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Shown } from '../components/loaded.tsx'
import { Section } from '../components/section.tsx'
import { ViewTitle } from '../components/view-title.tsx'
import { QueryText } from './sql/query-text.tsx'
import { Recipes } from './sql/recipes.tsx'
import { Views } from './sql/views.tsx'

/** Neither changes while the program runs. */
const EVERY_MS = 600_000

export function Sql() {
  const { text } = useAddress()
  const cookbook = useAnswer('cookbook', {}, { every_ms: EVERY_MS })
  const views = useAnswer('views', {}, { every_ms: EVERY_MS })
  const query = text('query')
  return (
    <>
      <ViewTitle title="SQL">
        <a href="#cookbook">Cookbook</a>
        <a href="#views">Views</a>
      </ViewTitle>
      <p class="lead">
        Every figure comes from tables that SQL can read. Queries run on the command line, beside the service:{' '}
        <code>npx linkmeter sql "SELECT …"</code>.
      </p>
      {query !== '' && (
        <Section title="The query behind a figure">
          <QueryText sql={query} />
        </Section>
      )}
      <Section title="Cookbook" id="cookbook">
        <Shown of={cookbook}>{({ recipes }) => <Recipes recipes={recipes} />}</Shown>
      </Section>
      <Section title="Views that queries may ask" id="views">
        <Shown of={views}>{({ views }) => <Views views={views} />}</Shown>
      </Section>
    </>
  )
}
