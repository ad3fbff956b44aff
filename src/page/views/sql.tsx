/** For analysts: a query is written, run and shown; beside it the cookbook, and what can be asked. */

import { LEISURELY_MS } from '../api/pace.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Shown } from '../components/loaded.tsx'
import { Section } from '../components/section.tsx'
import { ViewTitle } from '../components/view-title.tsx'
import { Desk } from './sql/desk.tsx'
import { RecipeNote, Recipes } from './sql/recipes.tsx'
import { useDraft } from './sql/use-draft.ts'
import { Views } from './sql/views.tsx'

export function Sql() {
  // Neither changes while the program runs; asked again, they tell whether it still does.
  const cookbook = useAnswer('cookbook', {}, { every_ms: LEISURELY_MS })
  const views = useAnswer('views', {}, { every_ms: LEISURELY_MS })
  const draft = useDraft()
  const choose = ({ sql }: { sql: string }) => {
    draft.put(sql.trim())
    document.getElementById('main')?.scrollIntoView()
  }
  return (
    <>
      <ViewTitle title="SQL">
        <a href="#cookbook">Cookbook</a>
        <a href="#views">Views</a>
      </ViewTitle>
      <p class="lead">
        Every figure comes from tables that SQL can read, and a query here only reads. Times in results are
        UTC.
      </p>
      <div class="sql-view">
        <div class="sql-desk">
          <div role="status">
            <RecipeNote recipes={cookbook.answer?.recipes ?? []} text={draft.text} />
          </div>
          <Desk draft={draft} views={views.answer?.views ?? []} />
        </div>
        <div>
          <Section title="Cookbook" id="cookbook">
            <Shown of={cookbook}>
              {({ recipes }) => <Recipes recipes={recipes} text={draft.text} choose={choose} />}
            </Shown>
          </Section>
          <Section title="Views that queries may ask" id="views">
            <Shown of={views}>{({ views }) => <Views views={views} />}</Shown>
          </Section>
        </div>
      </div>
    </>
  )
}
