/**
 * Whatever the bytes, a source tells and never throws, and no secret leaves it or the text that is kept.
 * Each source of the catalogue is tried on its own fixtures, mutated: `npm run fuzz` tries 50,000 of each.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parse as parseCsv } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scrubRecord, scrubText } from '../../../src/events/secrets.ts'
import { type SourceName, sourceNames, sourcesOf } from '../../../src/events/sources.ts'
import { mutationsOf, planted } from './mutations.ts'
import { message as messageOf } from './told.ts'

/** Later than every fixture. */
const message = (value: unknown, more = {}) =>
  messageOf(value, { received_at: Date.UTC(2030, 0, 1), ...more })

const PLANTED = 'LEAK-9f3c'
const RECORDS = Number(process.env['FUZZ_RECORDS'] ?? 500)
/** Large records on a busy machine take milliseconds each. */
const TIMEOUT_MS = 60_000 + 10 * RECORDS

const root = new URL('../../../', import.meta.url)

const sources = sourcesOf({
  vault_correlation_header: 'X-Correlation-Id',
  opa_request_id_path: ['request_id'],
  kubernetes_cluster: 'prod-eu',
  kubernetes_account: '222222222222',
})

/** Sources whose logs also hold what is no event, and is no mistake either. */
const passesOver: readonly SourceName[] = [
  'cloudtrail',
  'opa',
  'kubernetes-audit',
  'otlp-traces',
  'guardduty',
]

/** Fixtures that tell of nothing, each as its source's page says. */
const silent: readonly string[] = [
  'kubernetes-audit/earlier-stages',
  'kubernetes-audit/aks-other-log',
  'opa/console-chatter',
]

describe.each(sourceNames)('%s', (name) => {
  const source = sources[name]
  const records = fixturesOf(name).flatMap(({ records }) => records)

  it.each(fixturesOf(name))('tells its events of $fixture', ({ fixture, records }) => {
    const told = records.flatMap((record) => source.tell(message(record)))
    expect(told.filter((one) => !one.ok)).toEqual([])
    const events = told.flatMap((one) => (one.ok ? one.events : []))
    expect(events.length > 0).toBe(!silent.includes(`${name}/${fixture}`))
  })

  it('tells of any record events that are checked, or a reason, and keeps no secret of it', {
    timeout: TIMEOUT_MS,
  }, () => {
    fc.assert(
      fc.property(mutationsOf(records), fc.nat(), secretName, (record, place, secret) => {
        const bytes = Buffer.from(JSON.stringify(planted(record, place, secret, PLANTED)) ?? '')
        const told = source.tell(message(bytes))
        expect(complaintsAbout(told, name)).toEqual([])
        expect(JSON.stringify(told)).not.toContain(PLANTED)
        expect(scrubText(bytes)).not.toContain(PLANTED)
      }),
      { numRuns: RECORDS },
    )
  })

  it('tells of any bytes under any headers', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(bytesOf(records), headers, fc.option(fc.integer()), (value, given, delivered_at) => {
        const told = source.tell(message(value, { headers: given, delivered_at }))
        expect(complaintsAbout(told, name)).toEqual([])
      }),
      { numRuns: RECORDS },
    )
  })

  it('tells the same of the same bytes', () => {
    fc.assert(
      fc.property(bytesOf(records), (value) => {
        expect(source.tell(message(value))).toEqual(source.tell(message(value)))
      }),
      { numRuns: 100 },
    )
  })
})

describe('a secret planted anywhere', () => {
  const records = sourceNames.flatMap((name) => fixturesOf(name).flatMap(({ records }) => records))

  it('leaves every record and every text, whole, cut short or damaged', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...records),
        fc.nat(),
        secretName,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (fixture, place, secret, at) => {
          const record = planted(fixture, place, secret, PLANTED)
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
        },
      ),
      { numRuns: 500 },
    )
  })
})

const secretName = fc.constantFrom(
  'sessionToken',
  'secretAccessKey',
  'password',
  'Authorization',
  'client_token',
)

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
    'vault-device',
  ),
  fc.oneof(
    fc.string(),
    fc.constantFrom('1.0', '%', '%E0%A4%A', 'application/cloudevents+json', 'dev.linkmeter.audit.v1'),
  ),
)

function bytesOf(records: readonly unknown[]): fc.Arbitrary<Buffer> {
  const mutated = mutationsOf(records)
  const text = mutated.map((record) => JSON.stringify(record) ?? '')
  return fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
    fc
      .tuple(fc.constantFrom('Records', 'records', 'items', 'logEvents'), fc.array(mutated, { maxLength: 3 }))
      .map(([key, inner]) => Buffer.from(JSON.stringify({ [key]: inner }))),
    fc.array(text, { maxLength: 3 }).map((lines) => Buffer.from(lines.join('\n'))),
    fc.tuple(text, fc.nat(3000)).map(([whole, at]) => Buffer.from(whole).subarray(0, at)),
  )
}

/** What is wrong with a telling: an event without identity, no reason, or a silence of a source that has none. */
function complaintsAbout(told: ReturnType<(typeof sources)[SourceName]['tell']>, name: SourceName): string[] {
  return told.flatMap((one) => {
    if (!one.ok) return one.reason.detail === '' ? ['a rejection without a reason'] : []
    if (one.events.length === 0) return passesOver.includes(name) ? [] : ['silence']
    return one.events.filter(({ row }) => row.event_id === '').map(({ kind }) => `${kind} without event_id`)
  })
}

/** A file holds a record, or an array of them, or rows of CSV. */
function fixturesOf(name: SourceName): readonly { fixture: string; records: readonly unknown[] }[] {
  const folder = new URL(`test/fixtures/${name}/`, root)
  return readdirSync(folder).map((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8')
    const content: unknown = file.endsWith('.csv') ? parseCsv(text, { columns: true }) : JSON.parse(text)
    return { fixture: file.replace(/\.\w+$/, ''), records: Array.isArray(content) ? content : [content] }
  })
}
