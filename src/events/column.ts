/**
 * The columns a kind is made of. Each is a zod schema that also knows its ClickHouse type,
 * so that a kind's schema is its table's shape and there is no mapping layer between them.
 */
import { z } from 'zod'
import { decimalText } from './decimal.ts'
import { parseMoment } from './moment.ts'
import { isSecretName } from './secrets/names.ts'

/** The ClickHouse types a column of ours may have. */
export type ColumnType =
  | 'String'
  | 'LowCardinality(String)'
  | "DateTime64(3, 'UTC')"
  | "Nullable(DateTime64(3, 'UTC'))"
  | 'Date'
  | 'Bool'
  | 'Int32'
  | 'Int64'
  | 'UInt8'
  | 'Nullable(UInt32)'
  | 'Float64'
  | 'Nullable(Float64)'
  | 'Decimal(38, 12)'
  | 'Nullable(Decimal(38, 12))'
  | 'Array(String)'
  | 'Map(String, String)'
  | 'Array(Tuple(key String, sha256 String))'

/** JSON values that a column takes just as they stand: `flat/reader.ts` reads them without a schema. */
export type FlatForm =
  | { readonly as: 'text'; readonly shortest: number; readonly longest: number }
  | { readonly as: 'word'; readonly words: readonly string[] }
  | { readonly as: 'moment'; readonly earliest: number; readonly latest: number }
  | { readonly as: 'whole'; readonly most: number }
  | { readonly as: 'number' }
  | { readonly as: 'flag' }

const types = new WeakMap<z.ZodType, ColumnType>()
const flatForms = new WeakMap<z.ZodType, FlatForm>()

function column<Schema extends z.ZodType>(type: ColumnType, schema: Schema, flat?: FlatForm): Schema {
  types.set(schema, type)
  if (flat !== undefined) flatForms.set(schema, flat)
  return schema
}

/** The values a column takes as they stand; null where only its schema can tell. */
export function flatFormOf(schema: z.ZodType): FlatForm | null {
  return flatForms.get(schema) ?? null
}

/** The ClickHouse type of a column schema. @throws when the schema was not made by this file. */
export function columnTypeOf(schema: z.ZodType): ColumnType {
  const type = types.get(schema)
  if (type === undefined) throw new Error('a kind may hold only columns made by events/column.ts')
  return type
}

/** Longer texts are cut by nobody: they are refused, since a cut identifier is a wrong identifier. */
const LONGEST_TEXT = 16_384

/** A document, such as a policy before and after a change, says as much as its record can hold. */
const LONGEST_DOCUMENT = 262_144

/** The first moment that can be true of an event: older times are a clock's or a unit's mistake. */
const EARLIEST_MS = Date.UTC(2000, 0, 1)

/** The last moment that ClickHouse's DateTime64 holds; `9999-12-31` would come out as another day. */
const LATEST_MS = Date.UTC(2299, 11, 31, 23, 59, 59, 999)

const anyText = { as: 'text', shortest: 0, longest: LONGEST_TEXT } as const
const possibleMoment = { as: 'moment', earliest: EARLIEST_MS, latest: LATEST_MS } as const

/** Any text; empty when unknown. */
export const text = () => column('String', z.string().max(LONGEST_TEXT).default(''), anyText)

/** A text with few different values (names, regions); empty when unknown. */
export const word = () => column('LowCardinality(String)', z.string().max(LONGEST_TEXT).default(''), anyText)

/** A text that may be long; empty when unknown. */
export const longText = () => column('String', z.string().max(LONGEST_DOCUMENT).default(''))

/** A text that must be there. */
export const requiredText = () =>
  column('String', z.string().min(1).max(LONGEST_TEXT), { ...anyText, shortest: 1 })

/** One of a fixed set of words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  column('LowCardinality(String)', z.enum(words), { as: 'word', words })

/** One of a fixed set of words, with the one that holds unless said. */
export const oneOfOr = <const Words extends readonly [string, ...string[]]>(
  words: Words,
  unlessSaid: Words[number],
) => column('LowCardinality(String)', z.enum(words).default(unlessSaid as never), { as: 'word', words })

/** One of a fixed set of words, held in lower case: AWS writes states as `DRIFTED` and `Active`. */
export const stateOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  column('LowCardinality(String)', inLowerCase(words))

/** As `stateOf`, with the one that holds unless said. */
export const stateOfOr = <const Words extends readonly [string, ...string[]]>(
  words: Words,
  unlessSaid: Words[number],
) => column('LowCardinality(String)', inLowerCase(words).default(unlessSaid as never))

const inLowerCase = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.string().toLowerCase().pipe(z.enum(words))

/** A yes or no; `unlessSaid` when absent. */
export const flag = (unlessSaid: boolean) => column('Bool', z.boolean().default(unlessSaid), { as: 'flag' })

/** A number, null when unknown. Negative values stay: a negative latency is evidence of clock skew. */
export const measure = () =>
  column('Nullable(Float64)', z.number().nullable().default(null), { as: 'number' })

/** A number that must be there. */
export const requiredMeasure = () => column('Float64', z.number())

/** An exact number that must be there, such as money: text or a JSON number, held as text. */
export const decimal = () => column('Decimal(38, 12)', decimalSchema)

/** An exact number, null when unknown. */
export const decimalOrNull = () => column('Nullable(Decimal(38, 12))', decimalSchema.nullable().default(null))

/** A count of seconds and the like: whole, not negative, null when unknown. */
export const wholeNumber = () =>
  column('Nullable(UInt32)', z.number().int().min(0).max(4_294_967_295).nullable().default(null), {
    as: 'whole',
    most: 4_294_967_295,
  })

/** A small ordinal, `unlessSaid` when absent. */
export const ordinal = (unlessSaid: number) =>
  column('UInt8', z.number().int().min(0).max(255).default(unlessSaid), { as: 'whole', most: 255 })

/** A list of words. */
export const words = () =>
  column('Array(String)', z.array(z.string().max(LONGEST_TEXT)).max(10_000).default([]))

/** Texts by name, such as an account's tags; what a name calls a secret is left out, whoever put it there. */
export const labels = () =>
  column(
    'Map(String, String)',
    z
      .record(z.string().max(LONGEST_TEXT), z.string().max(LONGEST_TEXT))
      .refine((named) => Object.keys(named).length <= 1_000, 'more than 1,000 names')
      .transform((named) => Object.fromEntries(Object.entries(named).filter(([name]) => !isSecretName(name))))
      .default({}),
  )

/** A file's SHA-256 in hexadecimal digits, held in lower case; empty when unknown. */
export const sha256 = () => column('String', sha256Schema)

/** Files by their key, with their hashes. */
export const files = () =>
  column(
    'Array(Tuple(key String, sha256 String))',
    z
      .array(z.object({ key: z.string().min(1).max(LONGEST_TEXT), sha256: sha256Schema }))
      .max(100_000)
      .default([]),
  )

/** A calendar day in UTC, held as it is written: `2026-11-01`. */
export const day = () =>
  column(
    'Date',
    z.iso.date({ error: 'expected a day such as 2026-11-01' }).refine(isPossibleDay, {
      error: 'impossible day',
      params: { rejection: 'impossible_time' },
    }),
  )

/** A moment: RFC 3339 with a zone, or milliseconds since 1970. Held as milliseconds. */
export const moment = () => column("DateTime64(3, 'UTC')", momentSchema, possibleMoment)

/** A moment that may be unknown. */
export const momentOrNull = () =>
  column("Nullable(DateTime64(3, 'UTC'))", momentSchema.nullable().default(null), possibleMoment)

const momentSchema = z.transform<string | number, number>((value, context) => {
  const ms = typeof value === 'number' ? value : parseMoment(value)
  if (Number.isInteger(ms) && ms >= EARLIEST_MS && ms <= LATEST_MS) return ms
  context.issues.push({
    code: 'custom',
    message: Number.isFinite(ms)
      ? 'impossible time'
      : 'expected RFC 3339 with a zone, or milliseconds since 1970',
    params: { rejection: Number.isFinite(ms) ? 'impossible_time' : 'invalid_field' },
    input: value,
  })
  return z.NEVER
})

const decimalSchema = z.transform<string | number, string>((value, context) => {
  const text = decimalText(value)
  if (text !== null) return text
  context.issues.push({
    code: 'custom',
    message: 'expected a decimal: at most 26 digits before the point, as text where a float cannot hold it',
    input: value,
  })
  return z.NEVER
})

const sha256Schema = z
  .string()
  .regex(/^(?:[\da-f]{64})?$/i, 'expected 64 hexadecimal digits')
  .toLowerCase()
  .default('')

/** The last day that ClickHouse's Date holds. */
const LATEST_DAY = '2149-06-06'

function isPossibleDay(text: string): boolean {
  return text <= LATEST_DAY && Date.parse(text) >= EARLIEST_MS
}
