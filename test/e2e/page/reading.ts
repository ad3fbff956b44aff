/** What readers do with the page: trust its numbers, narrow it, share it, use it by keyboard, print it, and wait for it. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { linkmeter, until } from '../../support/service.ts'
import { apiOf } from './estate.ts'
import type { Place } from './place.ts'
import { settled, visit } from './visit.ts'

/** Of a second, on a machine that does other things beside. */
const INTERACTIVE_MS = 1_000

interface Reported {
  readonly slo: string
  readonly ratio: number | null
  readonly total: number
  readonly window: { readonly to: string }
}

/** By SLO, all at one moment: what the cell holds exactly, and what it says. */
async function valuesShown(page: Page): Promise<Record<string, { value: string; text: string }>> {
  return (await page.evaluate(`Object.fromEntries(
    [...document.querySelectorAll('section[aria-label="Objectives"] tbody tr')].map((row) => [
      row.querySelector('td .minor').textContent,
      {
        value: row.cells[2].querySelector('data').getAttribute('value') ?? '',
        text: row.cells[2].textContent,
      },
    ]),
  )`)) as Record<string, { value: string; text: string }>
}

export function describeReading(placeOf: () => Place): void {
  describe('the numbers on the page', () => {
    it('are those of the report as of the same moment', async () => {
      const {
        browser,
        estate: { service, workplace },
      } = placeOf()
      const { page, close } = await visit(browser, service.address, '/slos')
      const asked = page.waitForResponse((response) => response.url().endsWith('/api/v1/slos'))
      await page.reload()
      const { slos } = (await (await asked).json()) as { slos: { evaluated_at: string }[] }
      await settled(page)
      const shown = await valuesShown(page)
      const at = slos[0]!.evaluated_at
      const { stdout, stderr } = await linkmeter(
        ['report', '--at', at, '--format', 'json'],
        workplace.settings,
      )
      expect(stderr).toBe('')
      const report = JSON.parse(stdout) as (Reported & { kind: string })[]
      let compared = 0
      for (const { slo, kind, ratio, total } of report) {
        const { value, text } = shown[slo] ?? { value: 'missing', text: '' }
        if (kind === 'count') expect({ slo, value: Number(value) }).toEqual({ slo, value: total })
        else expect({ slo, value: value === '' ? null : Number(value) }).toEqual({ slo, value: ratio })
        if (ratio !== null) {
          compared += 1
          expect(Math.abs(Number.parseFloat(text) - ratio * 100)).toBeLessThan(0.001)
        }
      }
      expect(compared).toBeGreaterThan(5)
      await close()
    })

    it('come again by themselves', async () => {
      const { estate, browser } = placeOf()
      const { page, close } = await visit(browser, estate.service.address, '/')
      const asked = page.waitForResponse((response) => response.url().includes('/api/v1/overview'), {
        timeout: 25_000,
      })
      expect((await asked).status()).toBe(200)
      await until(async () => /^Live/.test((await page.locator('.freshness').textContent()) ?? ''), {
        what: 'what is shown to be called live',
      })
      await close()
    })
  })

  describe('the overview', () => {
    it('is there within a second over 2,000 links', async () => {
      const { estate, browser } = placeOf()
      const took: number[] = []
      for (let round = 0; round < 5; round += 1) {
        const began = performance.now()
        const { close } = await visit(browser, estate.service.address, '/')
        took.push(performance.now() - began)
        await close()
      }
      const [best = Number.NaN] = took.toSorted((one, other) => one - other)
      console.info(`The overview was there after ${took.map((ms) => `${Math.round(ms)}`).join(', ')} ms.`)
      expect(best).toBeLessThan(INTERACTIVE_MS)
    })

    it('is one page when printed', async () => {
      const { estate, browser } = placeOf()
      const { page, close } = await visit(browser, estate.service.address, '/')
      // A4 without its margins, for who looks at the pictures.
      await page.setViewportSize({ width: 718, height: 1047 })
      await page.emulateMedia({ media: 'print' })
      await page.screenshot({ path: 'test-results/page/overview-print.png', fullPage: true })
      const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
      expect(pdf.match(/\/Type\s*\/Page[^s]/g)?.length).toBe(1)
      await close()
    })

    it('gives its figures as CSV', async () => {
      const { estate, browser } = placeOf()
      const { page, close } = await visit(browser, estate.service.address, '/')
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Objectives as CSV' }).click(),
      ])
      expect(download.suggestedFilename()).toBe('linkmeter-list-slos.csv')
      await close()
    })
  })

  describe('a filter', () => {
    it('stands in the address, narrows what is shown, and goes along to other views', async () => {
      const { estate, browser } = placeOf()
      const { links } = (await apiOf(estate.service, '/links?limit=1')) as {
        links: { source_account: string }[]
      }
      const account = links[0]!.source_account
      const { page, close } = await visit(browser, estate.service.address, '/links')
      await page.getByLabel('Account').fill(account)
      await page.keyboard.press('Enter')
      await until(async () => new URL(page.url()).searchParams.get('account') === account, {
        what: 'the address',
      })
      await settled(page)
      const status = await page.getByRole('status').last().textContent()
      expect(Number(status?.split(' ')[0]?.replace(',', ''))).toBeLessThan(2_000)
      await page.getByRole('link', { name: 'On-call' }).click()
      await page.getByRole('heading', { name: 'On-call' }).waitFor()
      expect(new URL(page.url()).searchParams.get('account')).toBe(account)
      await page.reload()
      expect(await page.getByLabel('Account').inputValue()).toBe(account)
      await close()
    })
  })

  describe('the keyboard', () => {
    it('reaches the content, a column to sort by, and a figure’s definition', async () => {
      const { estate, browser } = placeOf()
      const { page, close } = await visit(browser, estate.service.address, '/')
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to the content')
      await page.keyboard.press('Enter')
      expect(await page.evaluate('document.activeElement.id')).toBe('main')
      await page.getByRole('button', { name: 'About Active links' }).focus()
      await page.keyboard.press('Enter')
      await page.getByText('Links that are declared active or in use.').waitFor({ state: 'visible' })
      await page.keyboard.press('Escape')
      await page.getByText('Links that are declared active or in use.').waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: 'Value', exact: true }).focus()
      await page.keyboard.press('Enter')
      await until(async () => page.url().includes('slos-by=value'), { what: 'the order in the address' })
      await close()
    })
  })

  describe('times', () => {
    it('are in the reader’s zone, and in UTC when hovered over', async () => {
      const { estate, browser } = placeOf()
      const { page, close } = await visit(browser, estate.service.address, '/slos/m03-action-success')
      const time = page.locator('main time').first()
      const at = new Date((await time.getAttribute('datetime'))!)
      expect(await time.getAttribute('title')).toBe(`${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`)
      const hour = new Intl.DateTimeFormat('en-GB', {
        timeZone: 'Europe/Berlin',
        hour: '2-digit',
        hourCycle: 'h23',
      })
      expect(await time.textContent()).toContain(`${hour.format(at)}:`)
      await close()
    })
  })
}
