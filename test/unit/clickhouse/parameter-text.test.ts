import { describe, expect, test } from 'vitest'
import { parametersOf } from '../../../src/clickhouse/parameter-text.ts'

function read(type: string, text: string): unknown {
  return parametersOf(new URLSearchParams({ param_value: text }), `SELECT { value : ${type} }`)?.['value']
}

describe('a parameter', () => {
  test('is a text, whatever it looks like, unless the statement calls it an array', () => {
    expect(read('String', "['a']")).toBe("['a']")
    expect(read('DateTime', '1795355640')).toBe('1795355640')
  })

  test('has TSV escapes undone', () => {
    expect(read('String', "a\\tb\\nc\\rd\\0e\\\\f\\'g")).toBe("a\tb\nc\rd\0e\\f'g")
  })

  test('is null where it says so, and not where it merely holds the letter', () => {
    expect(read('Nullable(String)', '\\N')).toBeNull()
    expect(read('String', '\\\\N')).toBe('\\N')
    expect(read('String', 'N')).toBe('N')
  })

  test.each([
    ['[]', []],
    ["['a','b']", ['a', 'b']],
    ["['']", ['']],
    ["['it\\'s', 'a, b', '[c]', 'd\\\\']", ["it's", 'a, b', '[c]', 'd\\']],
    ['[1,-2,0.5,1e-7]', [1, -2, 0.5, 1e-7]],
    ['[18446744073709551615]', [18_446_744_073_709_551_615n]],
    ["['NULL',NULL]", ['NULL', null]],
    ['[true,false]', [true, false]],
    ["[['a'],[],['b','c']]", [['a'], [], ['b', 'c']]],
  ])('%s as an array', (text, elements) => {
    expect(read('Array(String)', text)).toEqual(elements)
  })

  test.each(['', 'a', '[', ']', "['a'", "['a']]", '[1][2]', "['a"])('%s is refused as an array', (text) => {
    expect(() => read('Array(String)', text)).toThrow('no array')
  })

  test('is found among settings of other names', () => {
    const search = new URLSearchParams('query=SELECT&param_a=1&database=x&param_b=2')
    expect(parametersOf(search, 'SELECT {a:UInt8}, {b:UInt8}')).toEqual({ a: '1', b: '2' })
    expect(parametersOf(new URLSearchParams('query=SELECT'), '')).toBeUndefined()
  })
})
