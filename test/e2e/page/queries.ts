/** What analysts do on the SQL view: write, run, cancel, draw, download and share queries. */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { figures } from '../../../src/page/figures.ts'
import { functions } from '../../../src/page/views/sql/editor/words.ts'
import { until } from '../../support/service.ts'
import { apiOf, askSql } from './estate.ts'
import type { Place } from './place.ts'
import { phoneDark, seriousFindings, visit, wide } from './visit.ts'

const SCREENSHOTS = 'test-results/page'

const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL query' })
const run = (page: Page) => page.getByRole('button', { name: 'Run' })
const offers = (page: Page) => page.locator('.cm-tooltip-autocomplete [role=option]')
const rowsShown = (page: Page) => page.locator('section[aria-label="Rows of the result"] tbody tr')

function viewOf(query: string): string {
  return `/sql?${new URLSearchParams({ query })}`
}

/** The browser itself says on its console that an answer was a refusal. */
function unexpected(faults: readonly string[]): string[] {
  return faults.filter((fault) => !/responded with a status of 40[03]/.test(fault))
}

export function describeQueries(placeOf: () => Place): void {
  describe('the SQL editor', () => {
    it('offers views, and the columns of the view that the query names, with what they mean', async () => {
      const { estate, browser } = placeOf()
      const { page, faults, close } = await visit(browser, estate.service.address, '/sql')
      await editor(page).click()
      await page.keyboard.type('SELECT 1 FROM deni')
      await offers(page).filter({ hasText: 'denied_attempts' }).click()
      await page.keyboard.type(' WHERE err')
      await offers(page).filter({ hasText: 'error_type' }).first().waitFor()
      expect(await offers(page).first().textContent()).toContain('error_type')
      await page.locator('.cm-completionInfo').filter({ hasText: 'Why' }).waitFor()
      await offers(page).first().click()
      expect(await editor(page).textContent()).toBe('SELECT 1 FROM denied_attempts WHERE error_type')
      await close()
      expect(faults).toEqual([])
    })

    it('knows only functions that the engine knows, too', async () => {
      const { service } = placeOf().estate
      const { rows } = await askSql(service.address, 'SELECT name FROM system.functions')
      const known = new Set(rows.map(([name]) => name))
      // The engine lists an aggregate function once, and not what its suffixes make of it.
      const unknown = Object.keys(functions).filter(
        (name) => !known.has(name) && !known.has(name.replace(/(?:If|Map)$/, '')),
      )
      expect(unknown).toEqual([])
    })

    it('is left by Escape, then Tab; Control and Enter run what is written', async () => {
      const { estate, browser } = placeOf()
      const { page, close } = await visit(browser, estate.service.address, viewOf('SELECT 41 + 1 AS answer'))
      await editor(page).click()
      await page.keyboard.press('Control+Enter')
      await page.getByRole('cell', { name: '42' }).waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Run')
      await close()
    })

    it('is the same text over a selection as without one, and the policy has nothing to refuse', async () => {
      const { estate, browser } = placeOf()
      const seen = await visit(browser, estate.service.address, viewOf("SELECT 'a', 1"))
      await editor(seen.page).click()
      await seen.page.keyboard.press('Control+A')
      await seen.page.keyboard.type('SELECT 2')
      expect(await editor(seen.page).textContent()).toBe('SELECT 2')
      await seen.close()
      expect(seen.faults).toEqual([])
    })
  })

  describe('a query', () => {
    it('of the cookbook comes with its reason, and gives the rows that the API gives', async () => {
      const { estate, browser } = placeOf()
      const { recipes } = (await apiOf(estate.service, '/cookbook')) as {
        recipes: { question: string; why: string; sql: string }[]
      }
      const recipe = recipes.find(({ question }) => question === 'Who is denied, and what for?')!
      const { page, close } = await visit(browser, estate.service.address, '/sql')
      await page.getByLabel('Find a question').fill('denied_attempts')
      await page.getByRole('button', { name: recipe.question }).click()
      await page.getByText(recipe.why).waitFor()
      await run(page).click()
      await page.getByText('read in').waitFor()
      const { columns, rows } = await askSql(estate.service.address, recipe.sql)
      expect(rows.length).toBeGreaterThan(0)
      expect(await page.locator('section[aria-label="Rows of the result"] th').allTextContents()).toEqual(
        columns.map(({ name }) => name),
      )
      const shown = await rowsShown(page).evaluateAll((all) =>
        all.map((row) => [...row.children].map((cell) => cell.textContent)),
      )
      // Rows of one count may come in any order.
      expect(shown.toSorted()).toEqual(rows.map((row) => row.map(String)).toSorted())
      await close()
    })

    it('that a link brings is there and not run, also when the page is loaded again', async () => {
      const { estate, browser } = placeOf()
      const query = "SELECT 'shared' AS word"
      const { page, close } = await visit(browser, estate.service.address, viewOf(query))
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.reload()
      await page.getByText('Not run yet').waitFor()
      expect(await editor(page).textContent()).toBe(query)
      await editor(page).click()
      await page.keyboard.press('Control+End')
      await page.keyboard.type(', 2')
      await until(async () => new URL(page.url()).searchParams.get('query') === `${query}, 2`, {
        what: 'the query in the address',
      })
      await page.reload()
      await page.getByText('Not run yet').waitFor()
      expect(await editor(page).textContent()).toBe(`${query}, 2`)
      expect(asked.filter((url) => url.endsWith('/api/v1/sql'))).toEqual([])
      await close()
    })

    it('that is wrong says so in the words of the API, and where', async () => {
      const { estate, browser } = placeOf()
      const seen = await visit(
        browser,
        estate.service.address,
        viewOf('SELECT time,\n  nothing\nFROM actions'),
      )
      const { page } = seen
      await run(page).click()
      await page.getByRole('alert').waitFor()
      const words = await page.getByRole('alert').textContent()
      expect(words).toContain('Unknown expression identifier `nothing`')
      expect(words).toContain('line 2, column 3')
      expect(await page.locator('.cm-wrong').textContent()).toBe('nothing')
      await editor(page).click()
      await page.keyboard.press('Control+A')
      await page.keyboard.type('DROP TABLE links')
      await page.keyboard.press('Control+Enter')
      await page.getByText('The query is not for reading').waitFor()
      await seen.close()
      expect(unexpected(seen.faults)).toEqual([])
    })

    it('that takes long is cancelled, in the engine too', async () => {
      const { estate, browser } = placeOf()
      const long = 'SELECT max(sipHash64(number)) FROM numbers(1000000000000)'
      const { page, close } = await visit(browser, estate.service.address, viewOf(long))
      const running = async () =>
        estate.workplace.number(
          `SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(number)%' AND query NOT LIKE '%system.processes%'`,
        )
      await run(page).click()
      await page.getByText('Running …').waitFor()
      await until(async () => (await running()) > 0, { what: 'the query to run' })
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByText('Cancelled.').waitFor()
      await until(async () => (await running()) === 0, { what: 'the query to end', within_ms: 10_000 })
      await close()
    })

    it('that names the filter is narrowed by it, and one that does not says so', async () => {
      const { estate, browser } = placeOf()
      const query = 'SELECT {account:String} AS account'
      const { page, close } = await visit(browser, estate.service.address, `${viewOf(query)}&account=123`)
      await run(page).click()
      await page.getByRole('cell', { name: '123' }).waitFor()
      await editor(page).click()
      await page.keyboard.press('Control+A')
      await page.keyboard.type('SELECT 1')
      await page.getByText('The filter narrows this query only where it says').waitFor()
      await close()
    })
  })

  describe('a result', () => {
    const odd = `SELECT
  9007199254740993 AS large, toDecimal64('0.10', 2) AS money, NULL AS unknown, '' AS nothing,
  'a "quoted", text' AS text, '=1+1' AS formula`

    it('is exact, and tells NULL from empty text, also in its files', async () => {
      const { estate, browser } = placeOf()
      const { page, close } = await visit(browser, estate.service.address, viewOf(odd))
      await run(page).click()
      await rowsShown(page).first().waitFor()
      expect(await rowsShown(page).locator('td').allTextContents()).toEqual([
        ...['9007199254740993', '0.1', 'NULL', 'empty text', 'a "quoted", text', '=1+1'],
      ])
      expect(await saved(page, 'CSV')).toBe(
        `large,money,unknown,nothing,text,formula\r\n9007199254740993,0.1,,"","a ""quoted"", text",'=1+1\r\n`,
      )
      expect(JSON.parse(await saved(page, 'JSON'))).toEqual([
        {
          ...{ large: '9007199254740993', money: '0.1', unknown: null, nothing: '' },
          ...{ text: 'a "quoted", text', formula: '=1+1' },
        },
      ])
      await close()
    })

    it('that is long is drawn in part; the total is said, and the files hold what the API gives', async () => {
      const { estate, browser } = placeOf()
      const { page, close } = await visit(
        browser,
        estate.service.address,
        viewOf('SELECT number FROM numbers(12000)'),
      )
      await run(page).click()
      await page.getByText('12,000 rows').first().waitFor()
      expect(await rowsShown(page).count()).toBe(200)
      await page.getByText('the first 10,000').waitFor()
      expect((await saved(page, 'CSV')).split('\r\n').length).toBe(1 + 10_000 + 1)
      await page.getByRole('button', { name: '200 more' }).click()
      expect(await rowsShown(page).count()).toBe(400)
      await close()
    })

    it('without a row still has its columns', async () => {
      const { estate, browser } = placeOf()
      const query = "SELECT time, outcome FROM actions WHERE operation = 'of-nothing'"
      const { page, close } = await visit(browser, estate.service.address, viewOf(query))
      await run(page).click()
      await page.getByText('No row. The columns are time (').waitFor()
      await page.getByText('0 rows').first().waitFor()
      await close()
    })

    it.each([
      ['wide', wide],
      ['phone', phoneDark],
    ])('is drawn %s over time without a fault, and axe calls nothing serious', async (size, look) => {
      const { estate, browser } = placeOf()
      const query = `SELECT toStartOfHour(time) AS hour, count() AS actions, countIf(outcome != 'success') AS failed
FROM actions
GROUP BY hour
ORDER BY hour`
      const seen = await visit(browser, estate.service.address, viewOf(query), { look, withAxe: true })
      const { page } = seen
      await run(page).click()
      await page.getByText('read in').waitFor()
      await page.screenshot({ path: `${SCREENSHOTS}/sql-table-${size}-${look.theme}.png`, fullPage: true })
      expect(await seriousFindings(page)).toEqual([])
      await page.getByRole('button', { name: 'Chart' }).click()
      await page.getByRole('img', { name: 'actions, failed over time' }).waitFor()
      await page.screenshot({ path: `${SCREENSHOTS}/sql-chart-${size}-${look.theme}.png`, fullPage: true })
      expect(await seriousFindings(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false)
      await seen.close()
      expect(seen.faults).toEqual([])
    })
  })

  describe('a figure', () => {
    it.each(Object.entries(figures))('%s has a query that the service answers', async (_, { query }) => {
      const { columns } = await askSql(placeOf().estate.service.address, query, 1)
      expect(columns.length).toBeGreaterThan(0)
    })

    it('is one click from its definition, and one more from its query in the editor', async () => {
      const { estate, browser } = placeOf()
      const { page, close } = await visit(browser, estate.service.address, '/on-call')
      await page.getByRole('button', { name: 'About Denials, last hour' }).click()
      const told = page.getByRole('dialog', { name: 'About Denials, last hour' })
      await told.getByText('Attempts that were denied in the last hour').waitFor()
      await told.getByRole('link', { name: 'Its query' }).click()
      await page.getByText('Not run yet').waitFor()
      expect(await editor(page).textContent()).toContain('FROM denied_attempts')
      await close()
    })
  })

  describe('the overview', () => {
    it('does not load the editor', async () => {
      const { estate, browser } = placeOf()
      const { page, close } = await visit(browser, estate.service.address, '/')
      const loaded = (await page.evaluate(
        'performance.getEntriesByType("resource").map((one) => one.name)',
      )) as string[]
      expect(loaded.filter((name) => name.includes('/assets/sql-'))).toEqual([])
      await close()
    })
  })
}

async function saved(page: Page, name: 'CSV' | 'JSON'): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ])
  expect(download.suggestedFilename()).toBe(`linkmeter-query.${name.toLowerCase()}`)
  return readFile(await download.path(), 'utf8')
}
