/** Whatever the bytes, a source tells and never throws, and no secret leaves it or the text that is kept. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scrubRecord, scrubText } from '../../../src/events/secrets.ts'
import { sourceNames, sources } from '../../../src/events/sources.ts'
import { cloudtrailFixture, message } from './told.ts'

const PLANTED = 'LEAK-9f3c'
const NUMBER_OF_RUNS = 500

const records: readonly unknown[] = [
  ...['assume-role-pair', 'role-life', 'revocations'].flatMap(cloudtrailFixture),
  ...['assume-role-denied', 'action-with-session', 'console-login-failure', 'insight'].map(cloudtrailFixture),
  { kind: 'action', event_id: 'a1', time: '2025-03-10T09:10:00.250Z', outcome: 'success', latency_ms: 12 },
  {
    specversion: '1.0',
    id: '1',
    source: '/a',
    type: 'dev.linkmeter.audit.v1',
    time: '2025-03-10T09:10:00Z',
    data: { request_id: 'r' },
  },
]

const junk = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('', '0', '{', '[]', '{}', 'arn:aws:iam::1:role/x', '__proto__', -1, 1e308, null, [], {}),
  fc.string({ maxLength: 50 }),
)

/** A record with one value anywhere in it replaced by anything. */
const mutated = fc.tuple(fc.constantFrom(...records), fc.nat(), junk).map(([record, place, value]) => {
  const paths = pathsOf(record)
  return replaceAt(record, paths[place % paths.length] ?? [], value)
})

const headers = fc.dictionary(
  fc.constantFrom(
    'content-type',
    'ce_id',
    'ce_type',
    'ce_specversion',
    'ce-source',
    'ce-type',
    'ce-time',
    'traceparent',
  ),
  fc.oneof(
    fc.string(),
    fc.constantFrom('1.0', '%', '%E0%A4%A', 'application/cloudevents+json', 'dev.linkmeter.audit.v1'),
  ),
)

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
  fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
  mutated.map((record) => Buffer.from(JSON.stringify(record) ?? '')),
  fc.array(mutated, { maxLength: 3 }).map((Records) => Buffer.from(JSON.stringify({ Records }))),
  fc
    .tuple(mutated, fc.nat(3000))
    .map(([record, at]) => Buffer.from(JSON.stringify(record) ?? '').subarray(0, at)),
)

describe.each(sourceNames)('%s', (name) => {
  it('tells of anything: events that are checked, or a reason', () => {
    fc.assert(
      fc.property(bytes, headers, fc.option(fc.integer()), (value, given, delivered_at) => {
        for (const told of sources[name].tell(message(value, { headers: given, delivered_at }))) {
          if (told.ok) for (const { row } of told.events) expect(row.event_id).not.toBe('')
          else expect(told.reason.detail).not.toBe('')
        }
      }),
      { numRuns: NUMBER_OF_RUNS },
    )
  })

  it('tells the same of the same bytes', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(sources[name].tell(message(value))).toEqual(sources[name].tell(message(value)))
      }),
      { numRuns: 100 },
    )
  })
})

describe('a secret planted anywhere', () => {
  const secretName = fc.constantFrom(
    'sessionToken',
    'secretAccessKey',
    'password',
    'Authorization',
    'client_token',
  )
  const planted = fc
    .tuple(fc.constantFrom(...records), fc.nat(), secretName)
    .map(([record, place, secret]) => {
      const objects = pathsOf(record).filter((path) => isObject(valueAt(record, path)))
      const path = objects[place % objects.length] ?? []
      return replaceAt(record, path, { [secret]: PLANTED, ...(valueAt(record, path) as object) })
    })

  it('leaves every record and every text, whole, cut short or damaged', () => {
    fc.assert(
      fc.property(planted, fc.double({ min: 0, max: 1, noNaN: true }), (record, at) => {
        const text = JSON.stringify(record)
        const cut = text.slice(0, Math.floor(text.length * at))
        const damaged = Buffer.concat([
          Buffer.from(cut),
          Buffer.from([0xff]),
          Buffer.from(text.slice(cut.length)),
        ])
        expect(JSON.stringify(scrubRecord(record))).not.toContain(PLANTED)
        expect(scrubText(Buffer.from(cut))).not.toContain('LEAK')
        expect(scrubText(damaged)).not.toContain(PLANTED)
        expect(scrubText(Buffer.from(`${JSON.stringify(text)},`))).not.toContain(PLANTED)
      }),
      { numRuns: NUMBER_OF_RUNS },
    )
  })
})

type Path = readonly string[]

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function pathsOf(value: unknown): readonly Path[] {
  if (!isObject(value)) return [[]]
  return [
    [],
    ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner).map((path) => [key, ...path])),
  ]
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value)
}

function replaceAt(value: unknown, path: Path, by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return by
  return isObject(value) ? { ...value, [key]: replaceAt(value[key], rest, by) } : value
}
