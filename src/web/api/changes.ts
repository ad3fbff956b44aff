/** GET /changes: when results last changed. Its tag stays the same until they do, so that asking again costs next to nothing. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import { endpoint } from './endpoint.ts'
import { parametersOf } from './parameters.ts'

const moment = z.iso.datetime().nullable()

const answer = z.object({
  evaluated_at: moment.describe('Null: not in the last day'),
  alerts_changed_at: moment,
  links_computed_at: moment,
})

const DAY_MS = 86_400_000
const NOTHING = { evaluated_at: null, alerts_changed_at: null, links_computed_at: null }

export const changes = endpoint({
  name: 'changes',
  path: '/changes',
  summary: 'When results last changed; ask again with its ETag',
  parameters: parametersOf({}),
  answer,
  fresh_ms: 2_000,
  read: async (_, { store, clock }) => {
    const since = clock.now() - DAY_MS
    const [row] = await store.rows<z.output<typeof answer>>(readSql('queries/api/changes'), { since })
    return row ?? NOTHING
  },
})
