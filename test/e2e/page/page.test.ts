/** The page over a whole estate: one service, one browser, every view, and what readers do with them. */
import { afterAll, beforeAll } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { startEstate } from './estate.ts'
import type { Place } from './place.ts'
import { describeQueries } from './queries.ts'
import { describeReading } from './reading.ts'
import { describeViews } from './views.ts'

let place: Place

beforeAll(async () => {
  const [estate, browser] = await Promise.all([startEstate(), launchBrowser()])
  place = { estate, browser }
}, 600_000)

afterAll(async () => {
  await place?.browser.close()
  await place?.estate.stop()
})

describeViews(() => place)
describeReading(() => place)
describeQueries(() => place)
