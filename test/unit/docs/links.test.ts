/** Every page that a page points to is there, and so is the heading. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../../../', import.meta.url)

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

test.each(pages)('%s points only to what is there', (page) => {
  const text = readFileSync(new URL(page, root), 'utf8')
  const targets = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => target)
  expect(targets.filter((target) => !isThere(target, new URL(page, root)))).toEqual([])
})

function isThere(target: string, from: URL): boolean {
  const place = new URL(target, from)
  const heading = decodeURIComponent(place.hash.slice(1))
  place.hash = ''
  if (!existsSync(place)) return false
  return heading === '' || (statSync(place).isFile() && anchors(place).includes(heading))
}

/** As GitHub makes them: lower case, signs dropped, spaces as dashes. */
function anchors(page: URL): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
