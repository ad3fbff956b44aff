/** The page when there is nothing to show, when the store goes away, and when the service does. */

import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type RunningService, startService } from '../../support/service.ts'
import { makeWorkplace, type Workplace } from '../../support/workplace.ts'
import { seriousFindings, visit } from './visit.ts'

const VIEWS = [
  '/',
  '/slos',
  '/slos/m03-action-success',
  '/on-call',
  '/links',
  '/debug',
  '/debug/trace?id=of-nothing',
  '/sql',
  '/reviews/weekly',
  '/reviews/monthly',
]

/** Of a link that nobody has told of: base64url of its three parts. */
const UNKNOWN_LINK = `/links/${Buffer.from('111111111111\nreader\n222222222222').toString('base64url')}`

let workplace: Workplace
let owner: RunningService
let browser: Browser

beforeAll(async () => {
  workplace = await makeWorkplace()
  owner = await startService(workplace.settings)
  browser = await launchBrowser()
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await owner?.stop()
  await workplace?.remove()
})

describe('without any data', () => {
  it.each(VIEWS)('%s says so, and shows no zero for what is unknown', async (path) => {
    const { page, faults, close } = await visit(browser, owner.address, path, { withAxe: true })
    const text = await page.locator('main').textContent()
    expect(faults).toEqual([])
    expect(text).toMatch(/No data|No event|no complete data|Nothing|No link|No input|0 links/)
    expect(text).not.toMatch(/NaN|undefined|null|\b0\.000 %|100\.000 %/)
    expect(await seriousFindings(page)).toEqual([])
    await close()
  })
})

describe('a link that nobody has told of', () => {
  it('is said to be unknown, and nothing of it is shown', async () => {
    const { page, faults, close } = await visit(browser, owner.address, UNKNOWN_LINK, { withAxe: true })
    await page.getByRole('alert').first().waitFor()
    expect(await page.getByRole('alert').first().textContent()).toContain('This cannot be shown.')
    expect(await page.locator('main').textContent()).not.toMatch(/NaN|undefined|null|No data/)
    expect(await seriousFindings(page)).toEqual([])
    // The browser's own word on the answer.
    expect(faults.filter((fault) => !fault.includes('status of 404'))).toEqual([])
    await close()
  })
})

describe('when the store goes away', () => {
  let road: Road
  let service: RunningService

  beforeAll(async () => {
    road = await roadTo(join(workplace.data, 'linkmeter.sock'))
    service = await startService(
      {
        LINKMETER_DATA_DIR: join(workplace.folder, 'other'),
        CLICKHOUSE_URL: `http://127.0.0.1:${road.port}`,
      },
      ['serve', '--roles', 'web'],
    )
  }, 240_000)
  afterAll(async () => {
    await service?.stop()
    await road?.close()
  })

  it('what is on the screen stays, with its time; a view opened then says what is wrong', async () => {
    const before = await visit(browser, service.address, '/slos')
    await before.page.getByText('Actions through a link succeed').waitFor()
    await road.close()
    await before.page.getByText('Not updating.').waitFor()
    expect(await before.page.getByText('Actions through a link succeed').isVisible()).toBe(true)
    expect(await before.page.locator('.freshness').textContent()).toMatch(/^Not updating since/)
    await before.close()
    for (const path of [...VIEWS, UNKNOWN_LINK]) {
      const { page, close } = await visit(browser, service.address, path)
      await page.getByRole('alert').first().waitFor()
      expect(await page.getByRole('alert').first().textContent()).toContain('The store cannot be read.')
      await close()
    }
  }, 400_000)
})

describe('when the service goes away', () => {
  // The last of this file: what the tests before looked at is gone.
  it('the page says that it is not reached', async () => {
    const { page, close } = await visit(browser, owner.address, '/slos')
    await owner.kill()
    await page.getByText('linkmeter does not answer.').waitFor()
    expect(await page.locator('.freshness').textContent()).toMatch(/^Not updating since/)
    await close()
  })
})

interface Road {
  readonly port: number
  close(): Promise<void>
}

/** A way by TCP to the store of a running service, which can be closed. */
async function roadTo(socketPath: string): Promise<Road> {
  const open = new Set<Socket>()
  const server: Server = createServer((caller) => {
    const store = connect(socketPath)
    for (const end of [caller, store]) {
      open.add(end)
      end.on('error', () => {})
      end.on('close', () => open.delete(end))
    }
    caller.pipe(store).pipe(caller)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  let closing: Promise<unknown> | null = null
  return {
    port: address.port,
    close: async () => {
      closing ??= new Promise((resolve) => {
        server.close(resolve)
        for (const end of open) end.destroy()
      })
      await closing
    },
  }
}
