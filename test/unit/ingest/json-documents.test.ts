import { describe, expect, test } from 'vitest'
import { createJsonSplitter } from '../../../src/ingest/files/json-documents.ts'
import { createLineSplitter } from '../../../src/ingest/files/lines.ts'
import type { RecordBytes, Splitter } from '../../../src/ingest/files/split.ts'

/** The records of a file that comes in chunks of the given size. */
function split(open: () => Splitter, text: string | Buffer, chunk = 65_536): RecordBytes[] {
  const splitter = open()
  const bytes = Buffer.from(text)
  const records: RecordBytes[] = []
  for (let at = 0; at < bytes.length; at += chunk) {
    records.push(...splitter.push(Buffer.from(bytes.subarray(at, at + chunk))))
  }
  return [...records, ...splitter.end()]
}

const texts = (records: readonly RecordBytes[]) => records.map(({ bytes }) => bytes.toString())

describe.each([1, 2, 7, 65_536])('a JSON file that comes %i bytes at a time', (chunk) => {
  const records = (text: string) => texts(split(createJsonSplitter, text, chunk))

  test.each([
    ['an object is one record', ' {"a":{"b":[1,2]}}\n', ['{"a":{"b":[1,2]}}']],
    ['an array gives its elements', '[{"a":1}, {"a":[{}]} ,\n{"a":3}]', ['{"a":1}', '{"a":[{}]}', '{"a":3}']],
    ['elements may be of any sort', '[1,"x,]",null,[2],true]', ['1', '"x,]"', 'null', '[2]', 'true']],
    ['Records gives its elements', '{"Records": [{"a":1},{"a":2}]}', ['{"a":1}', '{"a":2}']],
    ['Records may stand behind others', '{"x":"Records","y":[1],"Records":[{"a":1}],"z":{}}', ['{"a":1}']],
    ['Records that is no list is no envelope', '{"Records":{"a":[1]}}', ['{"Records":{"a":[1]}}']],
    ['Records further in is no envelope', '{"x":{"Records":[1]}}', ['{"x":{"Records":[1]}}']],
    ['a value "Records" is no name', '{"x":"Records","y":[1]}', ['{"x":"Records","y":[1]}']],
    ['brackets in strings are none', '[{"a":"}]\\"]"},{"b":"\\\\"}]', ['{"a":"}]\\"]"}', '{"b":"\\\\"}']],
    ['documents may follow each other', '{"a":1}\n{"a":2} [3,4]', ['{"a":1}', '{"a":2}', '3', '4']],
    ['envelopes may follow each other', '{"Records":[1]}{"Records":[2]}{"x":[3]}', ['1', '2', '{"x":[3]}']],
    ['text that is no JSON is one record a line', 'hello world\n{"a":1}', ['hello world', '{"a":1}']],
    ['an empty file has none', '', []],
    ['blanks are none', ' \r\n\t', []],
    ['an empty list has none', '[]', []],
    ['an empty envelope has none', '{"Records":[]}', []],
  ])('%s', (_, text, expected) => {
    expect(records(text)).toEqual(expected)
  })

  test('a file that is cut keeps what came before, and says so', () => {
    const [first, cut, ...rest] = split(createJsonSplitter, '{"Records":[{"a":1},{"a":', chunk)
    expect(rest).toEqual([])
    expect(first?.bytes.toString()).toBe('{"a":1}')
    expect(cut?.bytes.toString()).toBe('{"a":')
    expect(cut?.refused?.code).toBe('not_json')
  })

  test('a file that is cut between records says so too', () => {
    const [first, cut] = split(createJsonSplitter, '[{"a":1},', chunk)
    expect(first?.refused).toBeUndefined()
    expect(cut?.refused?.code).toBe('not_json')
  })
})

describe.each([1, 5, 65_536])('lines that come %i bytes at a time', (chunk) => {
  test.each([
    ['each line is a record', '{"a":1}\n{"a":2}\n', ['{"a":1}', '{"a":2}']],
    ['the last line needs no newline', 'a\nb', ['a', 'b']],
    ['lines may end as on Windows', 'a\r\nb\r\n', ['a', 'b']],
    ['blank lines are none', '\n\na\n  \n\r\n', ['a']],
    ['an empty file has none', '', []],
    ['characters may be cut by chunks', 'Zürich\n東京\n', ['Zürich', '東京']],
  ])('%s', (_, text, expected) => {
    expect(texts(split(createLineSplitter, text, chunk))).toEqual(expected)
  })
})

describe('a record over 1 MiB', () => {
  const mebibyte = 1_048_576

  test.each([
    ['in lines', createLineSplitter, (record: string) => `{"a":1}\n${record}\n{"a":2}\n`],
    ['in a list', createJsonSplitter, (record: string) => `[{"a":1},${record},{"a":2}]`],
    ['in documents', createJsonSplitter, (record: string) => `{"a":1} ${record} {"a":2}`],
  ])('%s is refused with its first 64 KiB and costs its neighbours nothing', (_, open, around) => {
    const record = JSON.stringify({ large: 'x'.repeat(2 * mebibyte) })
    const [first, large, last, ...rest] = split(open, around(record))
    expect(rest).toEqual([])
    expect(texts([first!, last!])).toEqual(['{"a":1}', '{"a":2}'])
    expect(large?.size).toBe(record.length)
    expect(large?.refused).toEqual({ code: 'too_large', detail: `${record.length} bytes` })
    expect(large?.bytes.toString()).toBe(record.slice(0, 65_536))
  })

  test('is one byte over: exactly 1 MiB is read', () => {
    const exact = 'x'.repeat(mebibyte)
    const [kept, refused] = split(createLineSplitter, `${exact}\n${exact}y\n`)
    expect(kept?.refused).toBeUndefined()
    expect(kept?.bytes).toHaveLength(mebibyte)
    expect(refused?.refused?.code).toBe('too_large')
    expect(refused?.bytes).toHaveLength(65_536)
  })

  test('does not hide an envelope: its records are found behind any number of other members', () => {
    const text = `{"x":"${'y'.repeat(3 * mebibyte)}","Records":[{"a":1}]}`
    expect(texts(split(createJsonSplitter, text))).toEqual(['{"a":1}'])
  })
})
