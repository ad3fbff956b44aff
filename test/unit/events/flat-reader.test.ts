/**
 * The native source's two ways: whatever message the short one takes, the usual one tells the same event of it,
 * down to the bytes that go to ClickHouse. Messages are real ones of every kind, changed as text.
 */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBlockBuilder } from '../../../src/clickhouse/native-block.ts'
import type { FlatEvent } from '../../../src/events/flat/event.ts'
import { type KindName, kindNames, kinds } from '../../../src/events/kinds.ts'
import { native } from '../../../src/events/sources/native.ts'
import { columnsOf } from '../../../src/ingest/event-columns.ts'
import { message as messageOf } from './told.ts'

const MESSAGES = Number(process.env['FUZZ_RECORDS'] ?? 3_000)
const folder = new URL('../../fixtures/native/', import.meta.url)
const records: Record<string, unknown>[] = readdirSync(folder)
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
  .filter((record: Record<string, unknown>) => record['kind'] !== undefined)

const LATEST = Date.UTC(2030, 0, 1)
const message = (text: string) => messageOf(Buffer.from(text), { received_at: LATEST })
const taken = (text: string) => native.tellFlat(message(text))

/** The event's bytes by the usual way; null where it is none. */
function usually(text: string): { kind: KindName; block: Buffer } | null {
  const [told, ...more] = native.tell(message(text))
  const event = told?.ok && more.length === 0 ? told.events[0] : undefined
  if (event === undefined) return null
  const builder = createBlockBuilder(columnsOf(event.kind), {})
  builder.add(event.row, {})
  return { kind: event.kind, block: Buffer.concat([...builder.finish().chunks]) }
}

function shortly(event: FlatEvent): { kind: KindName; block: Buffer } {
  const builder = createBlockBuilder(columnsOf(event.kind), {})
  builder.addFlat(event, {})
  return { kind: event.kind, block: Buffer.concat([...builder.finish().chunks]) }
}

/** A record as its pairs of key and value, each as it stands in JSON. */
type Pairs = readonly (readonly [string, string])[]
const write = (pairs: Pairs, colon = ':', comma = ',') =>
  `{${pairs.map(([key, value]) => key + colon + value).join(comma)}}`
const pairsOf = (record: object): Pairs =>
  Object.entries(record).map(([key, value]) => [JSON.stringify(key), JSON.stringify(value)])

const columnNames = [...new Set(kindNames.flatMap((kind) => Object.keys(kinds[kind].schema.shape)))]
const keys = fc.oneof(
  fc.constantFrom(...columnNames).map((name) => JSON.stringify(name)),
  fc.constantFrom(
    '"kind"',
    '"other"',
    '""',
    '"__proto__"',
    '"constructor"',
    '"specversion"',
    '"type"',
    '"ti\\u006de"',
    'time',
  ),
)
const values = fc.oneof(
  fc.constantFrom(
    '""',
    '"a"',
    '"ä"',
    '"a\\nb"',
    '"\\u0041"',
    '"a\tb"',
    '"\\""',
    '"\u007f"',
    '"',
    `"${'x'.repeat(200)}"`,
  ),
  fc.constantFrom('null', 'true', 'false', 'nul', 'True', '[]', '{}', '["a"]', '{"a":1}', ''),
  fc.constantFrom(
    '0',
    '-0',
    '1',
    '-1',
    '255',
    '256',
    '4294967295',
    '4294967296',
    '01',
    '1.',
    '.5',
    '1.5',
    '-2.25',
  ),
  fc.constantFrom(
    '1e3',
    '1E-2',
    '0.1',
    '123456789012345',
    '1234567890123456',
    '0.000000000000001',
    '1.50',
    '+1',
  ),
  fc.constantFrom('"2029-12-31T23:59:59.999Z"', '"2030-01-03T00:00:00.000Z"', '"1999-12-31T23:59:59.999Z"'),
  fc.constantFrom('"2028-02-29T00:00:00.000Z"', '"2027-02-29T00:00:00.000Z"', '"2027-13-01T00:00:00.000Z"'),
  fc.constantFrom('"2027-01-01T24:00:00.000Z"', '"2027-01-01T00:00:00Z"', '"2027-01-01T00:00:00.000+01:00"'),
  fc.constantFrom(
    '"2027-01-0aT00:00:00.000Z"',
    '"2027-01-01 00:00:00.000Z"',
    '1800000000000',
    '"9999-01-01T00:00:00.000Z"',
  ),
  fc.constantFrom('"success"', '"whole"', '"auth_error"', '"successful"', '"action"', '"audit"', '"nothing"'),
  fc.double().map((number) => JSON.stringify(number)),
  fc.integer().map(String),
  fc.string({ maxLength: 30 }).map((text) => JSON.stringify(text)),
)

type Change = (pairs: Pairs) => Pairs
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(keys, values, fc.nat()).map(
    ([key, value, at]): Change =>
      (pairs) =>
        pairs.toSpliced(at % (pairs.length + 1), 0, [key, value]),
  ),
  fc.tuple(values, fc.nat()).map(
    ([value, at]): Change =>
      (pairs) =>
        pairs.map((pair, index) => (index === at % pairs.length ? [pair[0], value] : pair)),
  ),
  fc.nat().map(
    (at): Change =>
      (pairs) =>
        pairs.toSpliced(at % pairs.length, 1),
  ),
  fc.nat().map(
    (at): Change =>
      (pairs) => [...pairs.slice(at % pairs.length), ...pairs.slice(0, at % pairs.length)],
  ),
)

/** A byte more, less or changed. */
const slip = fc.tuple(
  fc.nat(),
  fc.integer({ min: 0, max: 1 }),
  fc.constantFrom('', '"', '}', '{', ',', ':', '\\', ' ', '0', 'e', '\u0000'),
)

const messages = fc
  .tuple(
    fc.constantFrom(...records),
    fc.array(change, { maxLength: 3 }),
    fc.constantFrom(':', ': ', ' : ', ':\n'),
    fc.constantFrom(',', ', ', ',\n  ', ' ,'),
    fc.option(slip, { freq: 3 }),
  )
  .map(([record, changes, colon, comma, slipped]) => {
    const text = write(
      changes.reduce((pairs, make) => make(pairs), pairsOf(record)),
      colon,
      comma,
    )
    if (slipped === null) return text
    const at = slipped[0] % text.length
    return text.slice(0, at) + slipped[2] + text.slice(at + slipped[1])
  })

describe('a message', () => {
  it('gives the same event by both ways, or is left to the usual one', {
    timeout: 60_000 + MESSAGES * 10,
  }, () => {
    let takenShortly = 0
    fc.assert(
      fc.property(messages, (text) => {
        const event = taken(text)
        if (event === null) return
        takenShortly += 1
        expect(shortly(event)).toEqual(usually(text))
      }),
      { numRuns: MESSAGES },
    )
    expect(takenShortly).toBeGreaterThan(MESSAGES / 10)
  })
})

describe('the short way', () => {
  const action = { kind: 'action', event_id: 'a', time: '2026-01-15T12:00:00.000Z', outcome: 'success' }

  it('takes every kind whose event is flat and ASCII', () => {
    for (const kind of ['action', 'token_issuance', 'audit', 'revocation'] as const) {
      const record = records.find((one) => one['kind'] === kind)
      expect(record).toBeDefined()
      expect(taken(JSON.stringify(record))?.kind).toBe(kind)
    }
  })

  it('takes kinds that alternate, and keys in any order', () => {
    const { kind, ...rest } = action
    expect(taken(JSON.stringify({ ...rest, kind }))?.kind).toBe('action')
    expect(taken(JSON.stringify({ kind: 'revocation', event_id: 'r', time: action.time }))?.kind).toBe(
      'revocation',
    )
    expect(taken(JSON.stringify(action))?.kind).toBe('action')
  })

  it.each([
    ['an escape', { ...action, resource: 'a"b' }],
    ['a letter beyond ASCII', { ...action, resource: 'ä' }],
    [
      'an audit record that does not say when it was delivered',
      { ...action, kind: 'audit', decision: 'allow', log_source: 'x' },
    ],
    ['no event id', { ...action, event_id: undefined }],
    ['a time more than a day ahead', { ...action, time: '2030-01-02T00:00:00.001Z' }],
    ['a list', { ...action, other: [] }],
    [
      'a CloudEvent',
      { specversion: '1.0', type: 'dev.linkmeter.action.v1', source: '/a', id: '1', data: action },
    ],
  ])('leaves %s to the usual way', (_, record) => {
    expect(taken(JSON.stringify(action))).not.toBeNull()
    expect(taken(JSON.stringify(record))).toBeNull()
  })

  it('leaves a message with the headers of a CloudEvent to the usual way', () => {
    const plain = message(JSON.stringify(action))
    expect(native.tellFlat({ ...plain, headers: { traceparent: 'x' } })).not.toBeNull()
    expect(native.tellFlat({ ...plain, headers: { ce_specversion: '1.0' } })).toBeNull()
  })
})
