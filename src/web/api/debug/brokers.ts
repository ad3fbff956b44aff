/** GET /debug/brokers: processors, memory and queues of token brokers over time. */
import { z } from 'zod'
import { readSql } from '../../../clickhouse/sql-file.ts'
import { endpoint } from '../endpoint.ts'
import { boundedRange, parametersOf, range } from '../parameters.ts'

const number = z.number().nullable()
const POINTS = 240
const LONGEST_DAYS = 7

const point = z.object({
  step: z.iso.datetime(),
  cpu_ratio: number.describe('1 is all of its processors'),
  memory_bytes: number,
  queue_depth: number.describe('Exchanges that wait: the most in the step'),
  audit_queue_depth: number.describe('Audit records not delivered: the most in the step'),
})

export const brokers = endpoint({
  name: 'brokers',
  path: '/debug/brokers',
  summary: 'Processors, memory, queue and audit queue of each broker over time',
  parameters: parametersOf(range),
  answer: z.object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    step_s: z.number(),
    brokers: z.array(z.object({ broker: z.string(), points: z.array(point) })),
  }),
  read: async ({ parameters }, { store, clock }) => {
    const { from_s, to_s } = boundedRange(parameters, clock, LONGEST_DAYS)
    const step_s = Math.max(60, Math.ceil((to_s - from_s) / POINTS / 60) * 60)
    const rows = await store.rows<z.output<typeof point> & { broker: string }>(
      readSql('queries/api/brokers'),
      {
        ...{ from: from_s, to: to_s, step_s },
      },
    )
    const names = [...new Set(rows.map(({ broker }) => broker))]
    return {
      from: new Date(from_s * 1_000).toISOString(),
      to: new Date(to_s * 1_000).toISOString(),
      step_s,
      brokers: names.map((broker) => ({
        broker,
        points: rows.filter((row) => row.broker === broker).map(({ broker: _, ...point }) => point),
      })),
    }
  },
})
