/** /dead-letters: what was rejected and why; replays and discards it. */
import { z } from 'zod'
import { deadLetterStates, MOST_LETTERS } from '../../dead-letters/dead-letters.ts'
import { endpoint } from './endpoint.ts'
import { page, parametersOf } from './parameters.ts'

const text = z.string()
const count = z.number()
const moment = z.iso.datetime()

const letter = z.object({
  id: text,
  received_at: moment,
  source: text,
  reason: text.describe('A code of docs/errors.md'),
  detail: text,
  topic: text,
  partition: count,
  offset: count,
  size: count.describe('Bytes of the whole message'),
  beginning: text.describe('The first of what is kept, without secrets'),
  can_replay: z.boolean().describe('False: only its beginning is kept'),
  state: z.enum(deadLetterStates),
  decided_at: moment.nullable(),
  decided_by: text,
})

const which = z.strictObject({
  ids: z.array(text.min(1).max(128)).min(1).max(MOST_LETTERS),
  author: text.min(1).max(256).default('api').describe('Who decides'),
})

export const listDeadLetters = endpoint({
  name: 'list_dead_letters',
  path: '/dead-letters',
  summary: 'Records that were rejected, each with its reason, the latest first',
  parameters: parametersOf({
    source: text.max(64).optional(),
    topic: text.max(256).optional(),
    reason: text.max(64).optional().describe('A code of docs/errors.md'),
    state: z.enum([...deadLetterStates, 'any']).default('open'),
    ...page(1_000, 100),
  }),
  answer: z.object({ matching: count, letters: z.array(letter) }),
  // Who has just decided must see it.
  fresh_ms: 0,
  read: async ({ parameters }, { deadLetters }) => {
    const { source = '', topic = '', reason = '', state, limit, offset } = parameters
    const selection = { ids: [], source, topic, reason, state: state === 'any' ? '' : state }
    return deadLetters.list(selection, { limit, offset })
  },
})

export const replayDeadLetters = endpoint({
  name: 'replay_dead_letters',
  method: 'POST',
  path: '/dead-letters/replay',
  token: 'admin',
  summary: 'Puts the messages of these letters through the pipeline again',
  parameters: parametersOf({}),
  body: which,
  answer: z.object({
    replayed: count,
    rejected: count.describe('Rejected again: they stay open'),
    cut_off: count.describe('Only the beginning is kept'),
    reasons: z.array(text),
  }),
  read: async ({ body: { ids, author } }, { deadLetters }) => {
    const { reasons, ...counts } = await deadLetters.replay(ids, author)
    return { ...counts, reasons: [...reasons] }
  },
})

export const discardDeadLetters = endpoint({
  name: 'discard_dead_letters',
  method: 'POST',
  path: '/dead-letters/discard',
  token: 'admin',
  summary: 'Marks these letters as discarded; they stay until their time is over',
  parameters: parametersOf({}),
  body: which,
  answer: z.object({ discarded: count }),
  read: async ({ body: { ids, author } }, { deadLetters }) => deadLetters.discard(ids, author),
})
