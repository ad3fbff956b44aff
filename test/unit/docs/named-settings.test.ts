/** Every setting that a page, the Dockerfile or compose.yaml names must exist: a mistyped one would be ignored in silence. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settings } from '../../../src/config.ts'

const root = new URL('../../../', import.meta.url)

const pages = readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)

/** A name cut short by `*` or `…` stands for several, one of which must be there. */
const NAME = /\b(?:LINKMETER|KAFKA|CLICKHOUSE|LOG|ALERT|ALERTMANAGER)_[A-Z_]+(?:\*|…)?/g

test.each(['README.md', 'CONTRIBUTING.md', 'Dockerfile', ...pages])(
  '%s names only settings that exist',
  (page) => {
    const known = Object.keys(settings.shape)
    const named = readFileSync(new URL(page, root), 'utf8').match(NAME) ?? []
    const wrong = named.filter((name) =>
      /[*…]$/.test(name) ? !known.some((one) => one.startsWith(name.slice(0, -1))) : !known.includes(name),
    )
    expect(wrong).toEqual([])
  },
)
