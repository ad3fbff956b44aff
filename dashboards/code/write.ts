/** Writes the dashboards to dashboards/json: `npm run dashboards`, after a change here or in sql/dashboards. */
import { writeFileSync } from 'node:fs'
import { dashboards, textOf } from './catalogue.ts'

for (const [name, builder] of Object.entries(dashboards)) {
  writeFileSync(new URL(`../json/${name}.json`, import.meta.url), textOf(builder))
}
