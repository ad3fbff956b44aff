/** The page of a service with tokens: logging in and out, and what only an administrator may do. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { linkmeter, type RunningService, startService } from '../../support/service.ts'
import { action, makeWorkplace, type Workplace } from '../../support/workplace.ts'
import { seriousFindings, visit } from './visit.ts'

const READ = 'a-token-for-readers'
const ADMIN = 'a-token-for-administrators'

let workplace: Workplace
let service: RunningService
let browser: Browser

beforeAll(async () => {
  workplace = await makeWorkplace()
  const rejected = [{ kind: 'action' }, { kind: 'unheard-of' }, { ...action('no-outcome'), outcome: 'maybe' }]
  const file = await workplace.file('bad.ndjson', rejected.map((one) => JSON.stringify(one)).join('\n'))
  const { stdout } = await linkmeter(['import', '--source', 'native', file], workplace.settings, 240_000)
  expect(JSON.parse(stdout)).toMatchObject({ rejected: 3 })
  service = await startService({
    ...workplace.settings,
    LINKMETER_READ_TOKEN: READ,
    LINKMETER_ADMIN_TOKEN: ADMIN,
  })
  browser = await launchBrowser()
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await service?.stop()
  await workplace?.remove()
})

async function logIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token)
  await page.keyboard.press('Enter')
}

const letters = (page: Page) => page.locator('section[aria-label="Dead letters"] tbody tr')

it('asks once for a token, keeps a cookie that scripts cannot read, and forgets it when asked', async () => {
  const { page, close } = await visit(browser, service.address, '/slos', { withAxe: true })
  await page.getByRole('heading', { name: 'Log in' }).waitFor()
  expect(await page.getByLabel('Token').count()).toBe(1)
  expect(await seriousFindings(page)).toEqual([])
  await logIn(page, 'a-guess')
  await page.getByText('This token opens nothing here.').waitFor()
  await logIn(page, READ)
  await page.getByText('Actions through a link succeed').waitFor()
  expect(await page.evaluate('document.cookie + JSON.stringify(localStorage)')).not.toContain(READ)
  await page.reload()
  await page.getByText('Actions through a link succeed').waitFor()
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.getByRole('heading', { name: 'Log in' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Log in' }).waitFor()
  await close()
})

it('comes back from the login to the query that was in the address', async () => {
  const query = 'SELECT 6 * 7 AS answer'
  const path = `/sql?${new URLSearchParams({ query })}`
  const { page, close } = await visit(browser, service.address, path)
  await logIn(page, READ)
  await page.getByText('Not run yet').waitFor()
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Run' }).click()
  await page.getByRole('heading', { name: 'Log in' }).waitFor()
  await logIn(page, READ)
  await page.getByRole('button', { name: 'Run' }).click()
  await page.getByRole('cell', { name: '42' }).waitFor()
  await close()
})

it('shows dead letters to readers; an administrator replays and discards them', async () => {
  const { page, faults, close } = await visit(browser, service.address, '/debug')
  await logIn(page, READ)
  await letters(page).nth(2).waitFor()
  expect(await letters(page).count()).toBe(3)
  expect(await page.getByRole('button', { name: 'Discard' }).count()).toBe(0)
  await page.getByText('Replaying and discarding need the admin token').click()
  await logIn(page, ADMIN)
  await page.getByRole('button', { name: 'Discard' }).waitFor()

  await letters(page).first().getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Replay 1' }).click()
  await page.getByText('0 stored, 1 rejected again.').waitFor()
  await page.screenshot({ path: 'test-results/page/dead-letters.png', fullPage: true })
  await page.getByRole('button', { name: 'Discard 1' }).click()
  await page.getByText('1 discarded.').waitFor()
  await letters(page).nth(2).waitFor({ state: 'detached' })
  expect(await letters(page).count()).toBe(2)
  await page.getByRole('button', { name: 'Choose all shown' }).click()
  await page.getByRole('button', { name: 'Discard 2' }).click()
  await page.getByText('Nothing was rejected, or all of it is decided.').waitFor()
  // Of the refusals before the logins.
  expect(faults.filter((fault) => !fault.includes('401'))).toEqual([])
  await close()
})
