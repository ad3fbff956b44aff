/** docs/api.md tells of every endpoint, and of none that does not exist. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalogue } from '../../../src/web/api/catalogue.ts'

test('docs/api.md lists every request of the API', () => {
  const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/^\| `((?:GET|POST|DELETE) \/api\/v1[^`]*)`/gm)].map(
    ([, request]) => request,
  )
  const served = catalogue.map(({ method, path }) => `${method} /api/v1${path.replace(/:(\w+)/g, '{$1}')}`)
  expect(listed.toSorted()).toEqual([...served, 'GET /api/v1/openapi.json'].toSorted())
})
