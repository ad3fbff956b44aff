/** Every view in a real browser: drawn, quiet, readable by everyone, in both themes, wide and on a phone. */
import { mkdir } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { apiOf, type Estate, startEstate } from './estate.ts'
import { phone, phoneDark, seriousFindings, visit, wide, wideDark } from './visit.ts'

/** Looked at by people, and kept by CI. */
const SCREENSHOTS = 'test-results/page'

let estate: Estate
let browser: Browser

beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true })
  estate = await startEstate()
  browser = await launchBrowser()
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await estate?.stop()
})

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

async function linkPath(): Promise<string> {
  const { links } = (await apiOf(estate.service, '/links?limit=1')) as { links: { id: string }[] }
  return `/links/${links[0]!.id}`
}

/** Of something that was denied, so that it has an exchange and an outcome to tell. */
async function tracePath(): Promise<string> {
  const { rows } = (await apiOf(estate.service, '/debug/exchange-failures')) as {
    rows: { correlation_id: string }[]
  }
  return `/debug/trace?id=${rows.find(({ correlation_id }) => correlation_id !== '')!.correlation_id}`
}

describe.each(views)('the view $name', ({ name, path, shows }) => {
  it.each([
    ['wide', 'light', wide],
    ['wide', 'dark', wideDark],
    ['phone', 'light', phone],
    ['phone', 'dark', phoneDark],
  ])('is drawn %s and %s without a fault', async (size, theme, look) => {
    const { service } = estate
    const address = await path()
    const seen = await visit(browser, service.address, address, { look })
    await seen.page.getByText(shows).filter({ visible: true }).first().waitFor()
    await seen.page.screenshot({ path: `${SCREENSHOTS}/${name}-${size}-${theme}.png`, fullPage: true })
    const scrolls = await seen.page.evaluate('document.documentElement.scrollWidth > innerWidth')
    await seen.close()
    expect(seen.faults).toEqual([])
    expect(scrolls).toBe(false)
  })

  it.each([
    ['light', wide],
    ['dark', wideDark],
  ])('has nothing that axe calls serious, %s', async (_, look) => {
    const examined = await visit(browser, estate.service.address, await path(), { look, forAxe: true })
    expect(await seriousFindings(examined.page)).toEqual([])
    await examined.close()
  })
})
