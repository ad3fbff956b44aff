/** Rows of CSV files, whatever the chunks they come in. */
import { describe, expect, test } from 'vitest'
import { createCsvSplitter } from '../../../src/ingest/files/csv-rows.ts'

/** The records of a file that arrives in chunks of a size. */
function recordsOf(content: string | Buffer, size = 65_536) {
  const splitter = createCsvSplitter()
  const bytes = Buffer.from(content)
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  )
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()]
}

const rowsOf = (content: string, size?: number) =>
  recordsOf(content, size).map(({ bytes, refused }) =>
    refused === undefined ? JSON.parse(String(bytes)) : refused.code,
  )

describe('a row', () => {
  test('is an object by the names of the first row, its fields texts', () => {
    expect(rowsOf('a,b\n1,NULL\n"00123",\n')).toEqual([
      { a: '1', b: 'NULL' },
      { a: '00123', b: '' },
    ])
  })

  const quoted = '"a","b c"\r\n"x,y","he said ""no"""\r\n"two\r\nlines",ü\r\n"",""""\r\n'

  test.each([1, 2, 3, 7, 65_536])('may hold commas, quotes and newlines, in chunks of %i bytes', (size) => {
    expect(rowsOf(quoted, size)).toEqual([
      { a: 'x,y', 'b c': 'he said "no"' },
      { a: 'two\r\nlines', 'b c': 'ü' },
      { a: '', 'b c': '"' },
    ])
  })

  test('needs no newline at the end, and blank lines are none', () => {
    expect(rowsOf('a,b\n\n1,2\n  \n3,4')).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ])
  })

  test('may have a quote inside a field that is not quoted', () => {
    expect(rowsOf('a,b\n5" disk,x\n6,y\n')).toEqual([
      { a: '5" disk', b: 'x' },
      { a: '6', b: 'y' },
    ])
  })

  test('may have a column named __proto__', () => {
    expect(String(recordsOf('__proto__,a\n1,2\n')[0]?.bytes)).toBe('{"__proto__":"1","a":"2"}')
  })
})

describe('a bad row costs its neighbours nothing', () => {
  test('with too many or too few fields', () => {
    expect(rowsOf('a,b\n1\n1,2,3\n4,5\n')).toEqual(['wrong_shape', 'wrong_shape', { a: '4', b: '5' }])
    expect(recordsOf('a,b\n1\n')[0]?.refused?.detail).toBe('row: 1 fields, where the first row names 2')
  })

  test('that is not UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from('a,b\n1,2\n'),
      Buffer.from([0xff, 44, 49, 10]),
      Buffer.from('3,4\n'),
    ])
    const records = recordsOf(bytes)
    expect(records.map(({ refused }) => refused?.code)).toEqual([undefined, 'invalid_utf8', undefined])
    expect(records[1]?.bytes).toEqual(Buffer.from([0xff, 44, 49]))
  })

  test('that is larger than 1 MiB', () => {
    expect(rowsOf(`a\n1\n"${'x'.repeat(1_048_577)}"\n2\n`)).toEqual([{ a: '1' }, 'too_large', { a: '2' }])
  })

  test('whose quotes are not closed takes what follows with it, and says so', () => {
    const [good, cut] = recordsOf('a,b\n1,2\n"3,4\n5,6\n')
    expect(good?.refused).toBeUndefined()
    expect(cut?.refused).toEqual({ code: 'wrong_shape', detail: 'row: its quotes are not closed' })
    expect(String(cut?.bytes)).toBe('"3,4\n5,6\n')
  })
})

test('a file of a header only, or of nothing, holds no rows', () => {
  for (const content of ['', '\n', 'a,b', 'a,b\n']) expect(recordsOf(content)).toEqual([])
})
