/** Visits a view as a reader does, and notes whatever should not happen: errors, refused policies, other hosts. */

import type { Browser, Page } from 'playwright-core'
import { until } from '../../support/service.ts'

interface Visit {
  readonly page: Page
  /** Errors on the console or uncaught, what the policy refused, and requests to other hosts. */
  readonly faults: string[]
  close(): Promise<void>
}

interface Look {
  readonly width: number
  readonly height: number
  readonly theme: 'light' | 'dark'
}

export const wide: Look = { width: 1440, height: 900, theme: 'light' }
export const wideDark: Look = { ...wide, theme: 'dark' }
export const phoneDark: Look = { width: 390, height: 844, theme: 'dark' }

export async function visit(
  browser: Browser,
  address: string,
  path: string,
  { look = wide }: { look?: Look } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.theme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  })
  const page = await context.newPage()
  const faults = watch(page, address)
  await page.goto(`${address}${path}`)
  await settled(page)
  return { page, faults, close: () => context.close() }
}

/** Until everything on the screen is an answer: no bones are left. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor()
  await until(async () => (await page.locator('.loading').count()) === 0, { what: 'the answers of a view' })
}

function watch(page: Page, address: string): string[] {
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(address) && !url.startsWith('blob:') && !url.startsWith('data:'))
      faults.push(`elsewhere: ${url}`)
  })
  return faults
}
