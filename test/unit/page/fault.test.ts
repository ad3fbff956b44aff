/** Where in a query something is wrong, read from the engine's own words. */
import { expect, test } from 'vitest'
import { faultOf } from '../../../src/page/views/sql/editor/fault.ts'

test('a syntax error tells its position, in bytes', () => {
  const told = 'Syntax error: failed at position 15 (links) (line 2, col 6): links x y'
  expect(faultOf(told, 'SELECT a\nFORM links x y')).toEqual({ from: 14, to: 19, line: 2, column: 6 })
  const query = "SELECT 'ä' FORM links x"
  const position = new TextEncoder().encode(query.slice(0, query.indexOf('links'))).length + 1
  expect(faultOf(`failed at position ${position} (links)`, query)).toMatchObject({ from: 16, to: 21 })
})

test('an error at the end of the text stands at its end', () => {
  expect(faultOf('failed at position 7 (end of query)', 'SELECT')).toEqual({
    ...{ from: 6, to: 7, line: 1, column: 7 },
  })
})

test('an unknown name is where it stands, if it stands once', () => {
  const told = 'Unknown expression identifier `nothing` in scope SELECT nothing FROM links.'
  expect(faultOf(told, 'SELECT\n  nothing FROM links')).toEqual({ from: 9, to: 16, line: 2, column: 3 })
  expect(faultOf(told, 'SELECT nothing, nothing FROM links')).toBeNull()
  expect(faultOf("Unknown table expression identifier 'lin' in scope", 'SELECT 1 FROM lin')).toMatchObject({
    from: 14,
  })
  expect(faultOf('Function with name `foo` does not exist.', 'SELECT foo(1)')).toMatchObject({ from: 7 })
})

test('other words tell of no place', () => {
  expect(faultOf('Timeout exceeded: elapsed 30001 ms', 'SELECT 1')).toBeNull()
})
