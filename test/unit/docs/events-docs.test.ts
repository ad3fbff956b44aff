/** Holds docs/events.md and the schemas of src/events/kinds together, and sends its examples through their source. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type ColumnType, columnTypeOf } from '../../../src/events/column.ts'
import { commonColumns } from '../../../src/events/kind.ts'
import { kindNames, kinds } from '../../../src/events/kinds.ts'
import { cloudtrail } from '../../../src/events/sources/cloudtrail.ts'
import { native } from '../../../src/events/sources/native.ts'

const page = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8')

const received_at = Date.UTC(2026, 10, 1, 12)

/** What the page calls a column's type. */
const typeNames: Readonly<Record<ColumnType, string>> = {
  String: 'text',
  'LowCardinality(String)': 'text',
  "DateTime64(3, 'UTC')": 'time',
  "Nullable(DateTime64(3, 'UTC'))": 'time',
  Date: 'day',
  Bool: 'true or false',
  Int32: 'whole number',
  Int64: 'whole number',
  UInt8: '0 to 255',
  'Nullable(UInt32)': 'whole number',
  Float64: 'number',
  'Nullable(Float64)': 'number',
  'Decimal(38, 12)': 'decimal',
  'Nullable(Decimal(38, 12))': 'decimal',
  'Array(String)': 'list of texts',
  'Map(String, String)': 'texts by name',
  'Array(Tuple(key String, sha256 String))': 'list of `key` and `sha256`',
}

type Columns = Readonly<Record<string, z.ZodType>>

/** `| column | type | unless said |` of each column, as the page must have them. */
function expectedRows(columns: Columns): string[] {
  return Object.entries(columns).map(([name, schema]) => {
    const bare = schema instanceof z.ZodDefault ? schema.def.innerType : schema
    const checked = bare instanceof z.ZodPipe ? bare.out : bare
    const type =
      checked instanceof z.ZodEnum
        ? checked.options.map((word) => `\`${word}\``).join(', ')
        : typeNames[columnTypeOf(schema)]
    const unlessSaid = schema.safeParse(undefined)
    return `| \`${name}\` | ${type} | ${unlessSaid.success ? `\`${JSON.stringify(unlessSaid.data)}\`` : 'required'} |`
  })
}

/** The first three cells of the table's rows that follow a line of the page. */
function rowsAfter(line: string): string[] {
  const [, after = ''] = page.split(`\n${line}\n`)
  const table = /\n?\|(?:.*\|\n)+/.exec(after)?.[0] ?? ''
  const rows = table.trim().split('\n').slice(2)
  return rows.map((row) => `|${row.split('|').slice(1, 4).join('|')}|`)
}

test('the columns that every kind has are listed as the schema has them', () => {
  expect(rowsAfter('<!-- columns: common -->')).toEqual(expectedRows(commonColumns))
})

describe.each(kindNames)('%s', (name) => {
  const { schema, summary, plural } = kinds[name]

  test('its own columns are listed in order, with their types and what holds unless said', () => {
    const own = Object.fromEntries(
      Object.entries(schema.shape).filter(([column]) => !(column in commonColumns)),
    )
    expect(rowsAfter(`### ${name}`)).toEqual(expectedRows(own))
  })

  test('it is introduced by its summary and the name of its view', () => {
    expect(page).toContain(`### ${name}\n\n${summary} View: \`${plural}\`.`)
  })

  test('an example of it is there', () => {
    expect(examples().flatMap(({ kinds: told }) => told)).toContain(name)
  })
})

test('no section describes a kind that does not exist', () => {
  const [, section = ''] = page.split('\n## Kinds\n')
  const [kindSection = ''] = section.split('\n## ')
  expect([...kindSection.matchAll(/^### (.+)$/gm)].map(([, name]) => name)).toEqual(kindNames)
})

test('every example is read as the event it shows, and nothing in it is ignored', () => {
  const all = examples()
  expect(all.map(({ form }) => form)).toEqual(
    expect.arrayContaining(['plain', 'structured', 'batched', 'binary']),
  )
  expect(all.flatMap(({ unknown }) => unknown)).toEqual([])
})

interface Example {
  form: string
  kinds: string[]
  /** Fields of it that its kind does not have. */
  unknown: string[]
}

/** Sends each example through the native source. @throws when one is rejected */
function examples(): Example[] {
  return [...page.matchAll(/```(?:json|http) (\w+)\n([\s\S]*?)```/g)].map(([, form = '', text = '']) => {
    const { headers, body } = form === 'binary' ? binary(text) : { headers: headersOf(form), body: text }
    const told = native.tell({ value: Buffer.from(body), headers, delivered_at: null, received_at })
    const events = told.flatMap((one) => {
      if (!one.ok) throw new Error(`${one.reason.code}: ${one.reason.detail} in ${text}`)
      return one.events
    })
    return {
      form,
      kinds: events.map(({ kind }) => kind),
      unknown: events.flatMap(({ kind }, index) =>
        fieldsOf(form, JSON.parse(body), index).filter(
          (name) => name !== 'kind' && !(name in kinds[kind].schema.shape),
        ),
      ),
    }
  })
}

function fieldsOf(form: string, document: unknown, index: number): string[] {
  if (form === 'batched') return Object.keys((document as { data: object }[])[index]!.data)
  return Object.keys(form === 'structured' ? (document as { data: object }).data : (document as object))
}

function headersOf(form: string): Record<string, string> {
  return form === 'batched' ? { 'content-type': 'application/cloudevents-batch+json' } : {}
}

function binary(text: string): { headers: Record<string, string>; body: string } {
  const [head = '', body = ''] = text.split('\n\n')
  return {
    headers: Object.fromEntries(head.split('\n').map((line) => line.split(': ') as [string, string])),
    body,
  }
}

test('a CloudTrail call ends as the table of error codes says', () => {
  const rows = rowsAfter('<!-- outcomes: cloudtrail -->').map((row) =>
    row.split('|').map((cell) => cell.replaceAll('`', '').trim()),
  )
  expect(rows.length).toBeGreaterThan(10)
  for (const [, errorCode, outcome, error_type] of rows) {
    const record = {
      eventName: 'GetObject',
      eventSource: 's3.amazonaws.com',
      eventTime: '2026-11-01T08:00:00Z',
      ...(errorCode === '*(none)*' ? {} : { errorCode }),
    }
    const [told] = cloudtrail.tell({
      value: Buffer.from(JSON.stringify(record)),
      headers: {},
      delivered_at: null,
      received_at,
    })
    const events = told?.ok ? told.events.map(({ row }) => row) : []
    expect(events, errorCode).toContainEqual(expect.objectContaining({ outcome, error_type }))
  }
})
