/** POST /sql: one reading query, judged and limited as on the SQL endpoint, its answer as JSON. */
import { z } from 'zod'
import { StoreFailure } from '../../clickhouse/store.ts'
import { LinkmeterError } from '../../errors.ts'
import { Refusal } from '../sql-endpoint/refusal.ts'
import { endpoint } from './endpoint.ts'
import { parametersOf } from './parameters.ts'

const text = z.string()
const count = z.number()

const MOST_ROWS = 10_000
/** The limits of a query end it, and say so: this is for a store that says nothing. */
const PATIENCE_MS = 120_000

export const sql = endpoint({
  name: 'sql',
  method: 'POST',
  path: '/sql',
  summary: 'The rows of one reading query',
  parameters: parametersOf({}),
  body: z.strictObject({
    query: text.min(1).max(60_000).describe('Without a FORMAT clause'),
    limit: z.int().min(1).max(MOST_ROWS).default(1_000).describe('Rows to give at most'),
    values: z
      .record(z.string().regex(/^\w{1,64}$/), text.max(1_000))
      .default({})
      .describe('Of `{name:Type}` in the query, by name: as ClickHouse takes them in `param_name`'),
  }),
  answer: z.object({
    columns: z.array(z.object({ name: text, type: text.describe('As ClickHouse names it') })),
    rows: z.array(z.array(z.unknown())).describe('64-bit numbers and decimals are text'),
    rows_in_all: count.describe('Of the result; more than are given where it is over the limit'),
    rows_read: count.describe('Of tables'),
    bytes_read: count,
    seconds: count,
  }),
  patience_ms: PATIENCE_MS,
  read: async ({ body: { query, limit, values }, signal }, { reading }) => {
    if (reading === null) throw new LinkmeterError('sql_off')
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(values)) search.set(`param_${name}`, value)
    const { result, format } = await reading
      .ask({ text: query, search, default_format: FORMAT, exact_json: true, signal })
      .catch((error: unknown) => {
        throw failureOf(error)
      })
    if (format !== FORMAT) {
      throw new LinkmeterError('query_failed', { reason: `leave FORMAT ${format} out: this answer is JSON.` })
    }
    const { meta, data } = compact.parse(JSON.parse(Buffer.from(result.bytes).toString('utf8')))
    return {
      columns: meta,
      rows: data.slice(0, limit),
      rows_in_all: data.length,
      rows_read: result.rows_read,
      bytes_read: result.bytes_read,
      seconds: result.seconds,
    }
  },
})

const FORMAT = 'JSONCompact'

const compact = z.object({
  meta: z.array(z.object({ name: text, type: text })),
  data: z.array(z.array(z.unknown())),
})

/** What the query or its reader met is told to who asked; a store that is away stays one. */
function failureOf(error: unknown): unknown {
  if (error instanceof Refusal) return new LinkmeterError('query_refused', { reason: error.message })
  if (error instanceof StoreFailure && error.code !== null) {
    return new LinkmeterError('query_failed', { reason: `${error.message} (code ${error.code})` })
  }
  return error
}
