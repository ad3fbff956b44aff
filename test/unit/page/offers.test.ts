/** What the SQL editor offers, by where one writes; `|` is where. */
import { describe, expect, test } from 'vitest'
import { offersAt } from '../../../src/page/views/sql/editor/offers.ts'

const column = (name: string) => ({ name, type: 'String', about: '' })
const views = [
  { name: 'links', about: 'The registry.', columns: [column('owner'), column('role')] },
  { name: 'actions', about: '', columns: [column('operation'), column('role')] },
]

function offered(text: string): string[] {
  const position = text.indexOf('|')
  const found = offersAt(text.replace('|', ''), position, views)
  return found?.offers.map(({ label }) => label) ?? []
}

describe('after FROM and JOIN', () => {
  test('views, with what they are', () => {
    expect(offered('SELECT 1 FROM |')).toEqual(['links', 'actions'])
    expect(offered('SELECT 1 FROM links JOIN ac|')).toEqual(['links', 'actions'])
    expect(offersAt('SELECT 1 FROM l', 15, views)).toMatchObject({
      from: 14,
      offers: [{ label: 'links', about: 'The registry.', detail: '2 columns' }, {}],
    })
  })
})

describe('where a name may stand', () => {
  test('the columns of the views that the query names come first, wherever it names them', () => {
    const labels = offered('SELECT o| FROM links')
    expect(labels.slice(0, 2)).toEqual(['owner', 'role'])
    expect(labels).toContain('countIf')
    expect(labels).toContain('GROUP BY')
    expect(labels).not.toContain('operation')
  })

  test('all columns, each once, while it names none', () => {
    expect(offered('SELECT o|').slice(0, 3)).toEqual(['owner', 'role', 'operation'])
  })

  test('the filter of the page as a parameter', () => {
    expect(offered('SELECT 1 FROM links WHERE role = {r|')).toContain('{role:String}')
  })
})

describe('after a dot', () => {
  test('the columns of that view or alias alone', () => {
    expect(offered('SELECT l.| FROM links AS l JOIN actions a ON 1')).toEqual(['owner', 'role'])
    expect(offered('SELECT a.o| FROM links AS l JOIN actions a ON 1')).toEqual(['operation', 'role'])
    expect(offered('SELECT links.| FROM links WHERE 1')).toEqual(['owner', 'role'])
  })

  test('nothing for a name that is none, as WHERE', () => {
    expect(offered('SELECT where.| FROM links WHERE 1')).toEqual([])
    expect(offered('SELECT x.| FROM links')).toEqual([])
  })
})

test('between words, nothing', () => {
  expect(offered('SELECT |')).toEqual([])
})
