/** Takes the pictures of the README from a running demo: `npm run demo`, then `npm run screenshots`. */
import { mkdir, writeFile } from 'node:fs/promises'
import { phoneDark, settled, visit, wide } from './e2e/page/visit.ts'
import { launchBrowser } from './support/browser.ts'

const FOLDER = 'docs/screenshots'
const [address = 'http://127.0.0.1:9742'] = process.argv.slice(2)

const pictures = [
  { name: 'overview', path: '/', look: wide },
  { name: 'slo', path: '/slos/m03-action-success', look: { ...wide, theme: 'dark' as const } },
  { name: 'on-call', path: '/on-call', look: phoneDark },
]

await mkdir(FOLDER, { recursive: true })
const browser = await launchBrowser()
try {
  for (const { name, path, look } of pictures) {
    const { page, close } = await visit(browser, address, path, { look })
    await settled(page)
    await writeFile(`${FOLDER}/${name}.png`, await page.screenshot())
    await close()
  }
} finally {
  await browser.close()
}
