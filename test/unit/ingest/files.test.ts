import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SourceDefinition } from '../../../src/events/source.ts'
import { findEventFiles } from '../../../src/ingest/files/find.ts'
import { deliveryTimeOf, type FileNeeds, readEventFile } from '../../../src/ingest/files/read.ts'
import { importFiles } from '../../../src/ingest/files.ts'
import { actionOf, createRecordingStore, testPipeline, testSource } from '../../support/ingest.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-files-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let written = 0
/** Writes files into a folder of their own and gives its path. */
async function folderWith(files: Record<string, string | Buffer>): Promise<string> {
  written += 1
  const path = join(folder, String(written))
  await mkdir(path)
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(path, name, '..'), { recursive: true })
    await writeFile(join(path, name), content)
  }
  return path
}

async function messagesOf(path: string, needs: FileNeeds = {}) {
  const messages = []
  for (const file of await findEventFiles([path])) {
    for await (const some of readEventFile(file, () => undefined, needs)) messages.push(...some)
  }
  return messages
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => actionOf(`e${index}`)).join('\n')

describe('finding files', () => {
  test('walks folders by name, knows files by their ending, and leaves hidden ones out', async () => {
    const path = await folderWith({
      'b.jsonl': '',
      'a/z.json.gz': '',
      'a/y.ndjson': '',
      'c.JSON': '',
      'c.csv.gz': '',
      'notes.txt': '',
      '.hidden.json': '',
      '.git/x.json': '',
      'd.gz': '',
    })
    const files = await findEventFiles([path])
    expect(files.map((file) => file.path.slice(path.length + 1))).toEqual([
      'a/y.ndjson',
      'a/z.json.gz',
      'b.jsonl',
      'c.JSON',
      'c.csv.gz',
    ])
  })

  test('a path that does not exist is path_missing, and its name is said', async () => {
    const path = join(folder, 'nowhere')
    await expect(findEventFiles([path])).rejects.toMatchObject({ code: 'path_missing' })
    await expect(findEventFiles([path])).rejects.toThrow(path)
    await expect(findEventFiles([join(path, 'x.json')])).rejects.toMatchObject({ code: 'path_missing' })
  })

  test('a path that cannot be read is path_unreadable', async () => {
    const path = await folderWith({})
    await symlink(join(path, 'loop.json'), join(path, 'loop.json'))
    await expect(findEventFiles([path])).rejects.toMatchObject({ code: 'path_unreadable' })
  })

  test('a folder or file without a known ending is no_event_files', async () => {
    const path = await folderWith({ 'notes.txt': 'x', 'empty/.keep': '' })
    await expect(findEventFiles([path])).rejects.toMatchObject({ code: 'no_event_files' })
    await expect(findEventFiles([join(path, 'notes.txt')])).rejects.toMatchObject({ code: 'no_event_files' })
  })

  test('one good path does not hide a bad one', async () => {
    const good = await folderWith({ 'a.json': '{}' })
    const bad = await folderWith({})
    await expect(findEventFiles([good, bad])).rejects.toMatchObject({ code: 'no_event_files' })
  })
})

describe('reading a file', () => {
  test('numbers its records from 0, over all chunks', async () => {
    const messages = await messagesOf(await folderWith({ 'a.jsonl': lines(5_000) }))
    expect(messages.map(({ offset }) => offset)).toEqual(Array.from({ length: 5_000 }, (_, index) => index))
    expect(messages.at(-1)?.value).toEqual(actionOf('e4999'))
  })

  test('a compressed file gives the same records', async () => {
    const plain = await messagesOf(await folderWith({ 'a.jsonl': lines(5_000) }))
    const compressed = await messagesOf(await folderWith({ 'a.jsonl.gz': gzipSync(lines(5_000)) }))
    expect(compressed).toEqual(plain)
  })

  test('compressed parts may follow each other', async () => {
    const parts = Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"a":2}\n')])
    const messages = await messagesOf(await folderWith({ 'a.jsonl.gz': parts }))
    expect(messages.map(({ value }) => String(value))).toEqual(['{"a":1}', '{"a":2}'])
  })

  test('a compressed file that is cut keeps the records before the cut, then one rejection', async () => {
    const whole = gzipSync(lines(20_000))
    const cut = await messagesOf(await folderWith({ 'a.jsonl.gz': whole.subarray(0, whole.length / 2) }))
    const last = cut.pop()
    expect(last?.refused?.code).toBe('truncated')
    expect(last?.offset).toBe(cut.length)
    expect(cut.length).toBeGreaterThan(5_000)
    expect(cut.every(({ refused }) => refused === undefined)).toBe(true)
    expect(cut.at(-1)?.value).toEqual(actionOf(`e${cut.length - 1}`))
  })

  test('a damaged middle costs what is behind it', async () => {
    const bytes = gzipSync(Buffer.concat([Buffer.from(lines(20_000))]))
    const middle = Math.floor(bytes.length / 2)
    bytes.fill(0xff, middle, middle + 200)
    const messages = await messagesOf(await folderWith({ 'a.jsonl.gz': bytes }))
    expect(messages.length).toBeGreaterThan(5_000)
    expect(
      messages.filter(({ refused }) => refused !== undefined).map(({ refused }) => refused?.code),
    ).toEqual(['truncated'])
  })

  test('a .gz that is no gzip is one rejection', async () => {
    const messages = await messagesOf(await folderWith({ 'a.json.gz': '{"a":1}' }))
    expect(messages.map(({ refused }) => refused?.code)).toEqual(['truncated'])
  })

  test.each(['a.json', 'a.jsonl', 'a.json.gz'])('an empty %s holds no records', async (name) => {
    expect(await messagesOf(await folderWith({ [name]: '' }))).toEqual([])
    const empty = name.endsWith('.gz') ? gzipSync('') : '\n'
    expect(await messagesOf(await folderWith({ [name]: empty }))).toEqual([])
  })

  test('a byte order mark is no part of the first record', async () => {
    const messages = await messagesOf(await folderWith({ 'a.jsonl': '\ufeff{"a":1}' }))
    expect(messages.map(({ value }) => String(value))).toEqual(['{"a":1}'])
  })

  test('bytes that are no UTF-8 reach the source as they are', async () => {
    const messages = await messagesOf(await folderWith({ 'a.jsonl': Buffer.from([0xff, 0xfe, 10]) }))
    expect(messages[0]?.value).toEqual(Buffer.from([0xff, 0xfe]))
  })

  test('CloudTrail’s file names tell when they were delivered', async () => {
    const name = '111122223333_CloudTrail_eu-west-1_20210730T0050Z_UniqueString.json.gz'
    expect(deliveryTimeOf(name)).toBe(Date.UTC(2021, 6, 30, 0, 50))
    expect(deliveryTimeOf('events.json')).toBeNull()
    const [message] = await messagesOf(await folderWith({ [name]: gzipSync('{"Records":[{"a":1}]}') }))
    expect(message?.delivered_at).toBe(Date.UTC(2021, 6, 30, 0, 50))
    expect(String(message?.value)).toBe('{"a":1}')
  })
})

describe('what a source asks of a file beyond its records', () => {
  test('is told behind them: that the file arrived, with the hash of its content, packed or not', async () => {
    const content = '{"a":1}\n{"a":2}\n'
    const sha256 = createHash('sha256').update(content).digest('hex')
    for (const [name, bytes] of [
      ['a.jsonl', content],
      ['a.jsonl.gz', gzipSync(content)],
    ] as const) {
      const path = await folderWith({ [name]: bytes })
      const messages = await messagesOf(path, { tells_of_files: true })
      expect(messages.map(({ value }) => value && String(value))).toEqual(['{"a":1}', '{"a":2}', null])
      expect(messages.at(-1)?.file).toEqual({ path: join(path, name), sha256 })
    }
  })

  test('is not told of a file that is damaged', async () => {
    const whole = gzipSync(lines(20_000))
    const path = await folderWith({ 'a.jsonl.gz': whole.subarray(0, whole.length / 2) })
    const messages = await messagesOf(path, { tells_of_files: true })
    expect(messages.some(({ file }) => file !== undefined)).toBe(false)
  })

  test('is how many records alike came before each, in this file', async () => {
    const path = await folderWith({ 'a.jsonl': '{"a":1}\n{"a":2}\n{"a":1}\n{"a":1}\n', 'b.csv': 'a\n1\n1\n' })
    const messages = await messagesOf(path, { makes_repeats: true })
    expect(messages.map(({ earlier_alike }) => earlier_alike)).toEqual([0, 0, 1, 2, 0, 1])
    expect((await messagesOf(path)).every((message) => !('earlier_alike' in message))).toBe(true)
  })

  test('a compressed CSV file that is cut never gives the row it was cut in', async () => {
    const csv = `a,b\n${Array.from({ length: 20_000 }, (_, index) => `${index},${index * 31}`).join('\n')}\n`
    const whole = gzipSync(csv)
    const messages = await messagesOf(await folderWith({ 'a.csv.gz': whole.subarray(0, whole.length / 2) }))
    expect(messages.pop()?.refused?.code).toBe('truncated')
    expect(messages.length).toBeGreaterThan(5_000)
    for (const { value } of messages) {
      const row = JSON.parse(String(value))
      expect(Number(row.b)).toBe(Number(row.a) * 31)
    }
  })
})

describe('an import', () => {
  test('counts the records of a file, not what is told of the file as a whole', async () => {
    const { store, inserts } = createRecordingStore()
    const { pipeline } = testPipeline(store)
    const source: SourceDefinition = {
      ...testSource,
      tells_of_files: true,
      tell: (message) =>
        testSource.tell(
          message.file === undefined ? message : { ...message, value: actionOf(message.file.sha256) },
        ),
    }
    const path = await folderWith({ 'a.json': `[${actionOf('a')},${actionOf('b')}]` })
    const summary = await importFiles({ paths: [path], source, pipeline })
    expect(summary).toEqual({ read: 2, stored: 2, duplicates: 0, rejected: 0 })
    expect(inserts.reduce((rows, insert) => rows + insert.rows, 0)).toBe(3)
  })

  test('sums up all files and says how far it is', async () => {
    const { store, inserts } = createRecordingStore()
    const { pipeline } = testPipeline(store, { wait_ms: 3_600_000 })
    const path = await folderWith({
      'a.json': `[${actionOf('a')},${actionOf('b')}]`,
      'b.jsonl': `${actionOf('a')}\nhello\n`,
    })
    const progress: { bytes_read: number; bytes_total: number }[] = []
    const summary = await importFiles({
      paths: [path],
      source: testSource,
      pipeline,
      onProgress: (now) => progress.push(now),
    })
    expect(summary).toEqual({ read: 4, stored: 2, duplicates: 1, rejected: 1 })
    expect(inserts).toEqual([
      { table: 'raw_actions', rows: 3 },
      { table: 'dead_letters', rows: 1 },
    ])
    const total = 2 * actionOf('a').length + 3 + actionOf('a').length + 7
    expect(progress.at(-1)).toEqual({ bytes_read: total, bytes_total: total })
  })

  test('of empty files only is no error', async () => {
    const { store, inserts } = createRecordingStore()
    const { pipeline } = testPipeline(store)
    const path = await folderWith({ 'a.json': '' })
    const summary = await importFiles({ paths: [path], source: testSource, pipeline })
    expect(summary).toEqual({ read: 0, stored: 0, duplicates: 0, rejected: 0 })
    expect(inserts).toEqual([])
  })
})
