import { describe, expect, test } from 'vitest'
import { listSql, readSql, statementsOf } from '../../../src/clickhouse/sql-file.ts'

describe('a file is cut into statements', () => {
  test('at semicolons that end a line', () => {
    expect(statementsOf("SELECT ';' AS a;\n\nSELECT 2;  \r\nSELECT 3")).toEqual([
      "SELECT ';' AS a",
      'SELECT 2',
      'SELECT 3',
    ])
  })

  test('and what holds only comments, or nothing, is none', () => {
    expect(statementsOf('-- why\nSELECT 1;\n-- the end;\n;\n\n;')).toEqual(['-- why\nSELECT 1'])
  })
})

/** Purpose and inputs, before the first statement. */
const folders = ['bootstrap', 'jobs', 'migrations', 'queries', 'slis', 'views']

describe.each(folders)('every file of sql/%s', (folder) => {
  const names = listSql(folder)

  test('is listed in order', () => {
    expect(names.length).toBeGreaterThan(0)
    expect(names).toEqual(names.toSorted())
  })

  // A fragment that others take in has no place for a comment of its own.
  test.each(names.filter((name) => name !== 'is-excluded'))('%s opens with what it is for', (name) => {
    expect(readSql(`${folder}/${name}`)).toMatch(/^-- \S/)
  })
})

test('a file that does not exist is an error that names it', () => {
  expect(() => readSql('queries/nothing')).toThrow('nothing.sql')
})
