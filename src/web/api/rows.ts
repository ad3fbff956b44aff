/** An endpoint that gives the rows of one query over a bounded range: most parts of the debug view are this. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Parameters } from '../../clickhouse/store.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { boundedRange, parametersOf, range, scope, scopeOf } from './parameters.ts'

export function rowsEndpoint<Row extends z.ZodObject>(part: {
  readonly name: string
  readonly path: string
  readonly summary: string
  /** Under `sql/queries/api`. */
  readonly query: string
  readonly row: Row
  /** The range that is asked for where none is, and the longest there may be. */
  readonly usual_days: number
  readonly longest_days: number
  /** What else the query takes. */
  readonly more?: Parameters
}): Endpoint {
  const { name, path, summary, query, row, usual_days, longest_days, more = {} } = part
  return endpoint({
    name,
    path,
    summary,
    parameters: parametersOf({ ...scope, ...range }),
    answer: z.object({ from: z.iso.datetime(), to: z.iso.datetime(), rows: z.array(row) }),
    fresh_ms: 15_000,
    read: async ({ parameters }, { store, clock }) => {
      const { from_s, to_s } = boundedRange(parameters, clock, longest_days, usual_days)
      return {
        from: new Date(from_s * 1_000).toISOString(),
        to: new Date(to_s * 1_000).toISOString(),
        rows: await store.rows<z.input<Row>>(readSql(`queries/api/${query}`), {
          ...more,
          ...scopeOf(parameters),
          ...{ from: from_s, to: to_s },
        }),
      }
    },
  })
}
