/** Visits a view as a reader does, and notes whatever should not happen: errors, refused policies, other hosts. */

import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { until } from '../../support/service.ts'

export interface Visit {
  readonly page: Page
  /** Errors on the console or uncaught, what the policy refused, and requests to other hosts. */
  readonly faults: string[]
  close(): Promise<void>
}

export interface Look {
  readonly width: number
  readonly height: number
  readonly theme: 'light' | 'dark'
}

export const wide: Look = { width: 1440, height: 900, theme: 'light' }
export const phoneDark: Look = { width: 390, height: 844, theme: 'dark' }

/** A busy machine is slow, which is no fault of the page. */
const PATIENCE_MS = 45_000

export async function visit(
  browser: Browser,
  address: string,
  path: string,
  { look = wide, withAxe = false }: { look?: Look; withAxe?: boolean } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.theme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  })
  context.setDefaultTimeout(PATIENCE_MS)
  // The browser itself brings axe: as a script in the page, the page's own policy would rightly refuse it.
  if (withAxe) await context.addInitScript({ content: axe.source })
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

/** What axe finds that is serious or critical, in words. The visit was begun with axe. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = (await page.evaluate(AXE)) as Axe
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

/** What passes is not described: on the longest views that alone takes half a minute. */
const AXE = "axe.run(document, { resultTypes: ['violations'] })"

interface Axe {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
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
