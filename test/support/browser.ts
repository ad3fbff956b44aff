/** A real Chromium: the one npm brings, or the one that CHROME_PATH names. */
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'
import { ensureTools } from './tools.ts'

export async function launchBrowser(): Promise<Browser> {
  const given = process.env['CHROME_PATH']
  const command = given ?? (await chromium.executablePath())
  // What Chromium itself needs of the system; a browser that is there already brings its own.
  if (given === undefined) {
    const probe = ['--headless', '--no-sandbox', '--version']
    await ensureTools(['libnss3', 'libexpat1'].map((debian_package) => ({ command, debian_package, probe })))
  }
  return playwright.launch({
    executablePath: command,
    // Root in a container has no sandbox to give; pages under test are our own.
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
  })
}
