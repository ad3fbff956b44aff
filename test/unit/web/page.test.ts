/** How the page is served: one document for every view, files that may be kept for ever, and a policy that lets nothing else in. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { healthz } from '../../../src/web/routes/healthz.ts'
import { page } from '../../../src/web/routes/page.ts'
import { startTestServer, type TestServer } from '../../support/web.ts'

/** Read as text: the page's own code is made for a browser. */
const catalogue = new URL('../../../src/page/views.ts', import.meta.url)

let folder: string
let server: TestServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-page-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>the page</title>')
  await writeFile(join(folder, 'assets', 'main-ABC.js'), 'export {}')
  await writeFile(join(folder, 'secret.txt'), 'secret')
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => server.stop())

describe('the page', () => {
  test('is given at the address of every view, fresh each time', async () => {
    server = await startTestServer(page(folder))
    const paths = [...(await readFile(catalogue, 'utf8')).matchAll(/path: '(.+?)'/g)].map(([, path]) => path)
    expect(paths.length).toBeGreaterThan(1)
    for (const path of paths) {
      const answer = await server.fetch(path!.replace(/:\w+/g, 'any'))
      expect({ path, status: answer.status }).toEqual({ path, status: 200 })
      expect(answer.headers.get('content-type')).toContain('text/html')
      expect(answer.headers.get('cache-control')).toBe('no-cache')
      expect(await answer.text()).toContain('the page')
    }
  })

  test('lets no script or style into the document, and nothing come from or go to another host', async () => {
    server = await startTestServer(page(folder))
    const policy = (await server.fetch('/')).headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("style-src 'self';")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
  })

  test('has files that may be kept for ever, since their names change with their content', async () => {
    server = await startTestServer(page(folder))
    const answer = await server.fetch('/assets/main-ABC.js')
    expect(answer.headers.get('content-type')).toContain('javascript')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })

  test('gives no file from outside its folder, and says so of one that is not there', async () => {
    server = await startTestServer(page(folder))
    for (const path of ['/assets/..%2Fsecret.txt', '/assets/%2e%2e%2fsecret.txt', '/assets/none.js']) {
      const answer = await server.fetch(path)
      expect({ path, status: answer.status }).toEqual({ path, status: 404 })
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(await answer.json()).toMatchObject({ error: { code: 'route_unknown' } })
    }
  })

  test('hides no other path: those stay what they were', async () => {
    server = await startTestServer([healthz, ...page(folder)])
    expect(await (await server.fetch('/healthz')).text()).toBe('ok')
    expect((await server.fetch('/api/v1/nothing')).status).toBe(404)
    expect((await server.fetch('/nothing')).status).toBe(404)
  })
})
