/** Every view in a real browser: drawn, quiet, readable by everyone, in both themes, wide and on a phone. */
import { describe, expect, it } from 'vitest'
import { apiOf, askSql, type Estate } from './estate.ts'
import type { Place } from './place.ts'
import { phoneDark, seriousFindings, visit, wide } from './visit.ts'

/** Looked at by people, and kept by CI. */
const SCREENSHOTS = 'test-results/page'

/** One visit for each size: axe and the picture look at what is drawn already, and the theme changes under it. */
export function describeViews(placeOf: () => Place): void {
  describe.each(views)('the view $name', ({ name, path, shows }) => {
    it.each([
      ['wide', wide],
      ['phone', phoneDark],
    ])('is drawn %s without a fault, and axe calls nothing serious in either theme', async (size, look) => {
      const { estate, browser } = placeOf()
      const address = await path(estate)
      const seen = await visit(browser, estate.service.address, address, { look, withAxe: true })
      await seen.page.getByText(shows).filter({ visible: true }).first().waitFor()
      await seen.page.screenshot({ path: `${SCREENSHOTS}/${name}-${size}-${look.theme}.png`, fullPage: true })
      const scrolls = await seen.page.evaluate('document.documentElement.scrollWidth > innerWidth')
      const findings = await seriousFindings(seen.page)
      await seen.page.emulateMedia({ colorScheme: look.theme === 'light' ? 'dark' : 'light' })
      const others = await seriousFindings(seen.page)
      await seen.close()
      expect({ faults: seen.faults, scrolls, findings, others }).toEqual({
        faults: [],
        scrolls: false,
        findings: [],
        others: [],
      })
    })
  })
}

/** Each with a word that only its data can have put there. */
const views = [
  { name: 'overview', path: async () => '/', shows: 'objectives that can be judged' },
  { name: 'slos', path: async () => '/slos', shows: 'Actions through a link succeed' },
  { name: 'slo', path: async () => '/slos/m03-action-success', shows: 'FROM counted_actions' },
  { name: 'count', path: async () => '/slos/a10-incident-rate', shows: 'at most 1' },
  { name: 'on-call', path: async () => '/on-call', shows: 'Authentication success' },
  { name: 'links', path: async () => '/links', shows: 'links match' },
  { name: 'link', path: linkPath, shows: 'Timeline' },
  { name: 'debug', path: async () => '/debug', shows: 'Quotas, nearest' },
  { name: 'trace', path: tracePath, shows: 'Exchange' },
  { name: 'sql', path: async () => '/sql?query=SELECT+1', shows: 'token_issuances' },
  { name: 'weekly-review', path: async () => '/reviews/weekly', shows: 'links to look at' },
  { name: 'monthly-review', path: async () => '/reviews/monthly', shows: 'whose permissions differ' },
]

async function linkPath(estate: Estate): Promise<string> {
  const { links } = (await apiOf(estate.service, '/links?limit=1')) as { links: { id: string }[] }
  return `/links/${links[0]!.id}`
}

/** Of something that was denied, so that it has an exchange and an outcome to tell. */
async function tracePath(estate: Estate): Promise<string> {
  const { rows } = await askSql(
    estate.service.address,
    `SELECT correlation_id FROM token_issuances
     WHERE correlation_id != '' AND outcome NOT IN ('success', 'unknown') ORDER BY time DESC LIMIT 1`,
  )
  return `/debug/trace?id=${String(rows[0]?.[0])}`
}
