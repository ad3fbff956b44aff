/** Lists, replays and discards dead letters, for the command and for HTTP. A letter stays, with what was decided of it. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { LinkmeterError } from '../errors.ts'

export const deadLetterStates = ['open', 'replayed', 'discarded'] as const

export interface DeadLetterRow {
  readonly id: string
  readonly received_at: string
  readonly source: string
  readonly reason: string
  readonly detail: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Bytes of the whole message. */
  readonly size: number
  /** The first of what is kept. */
  readonly beginning: string
  /** False: only its beginning is kept. */
  readonly can_replay: boolean
  readonly state: (typeof deadLetterStates)[number]
  readonly decided_at: string | null
  readonly decided_by: string
}

interface Selection {
  /** Empty: whatever the rest selects. */
  readonly ids: readonly string[]
  /** '' for any, as of the others. */
  readonly source: string
  readonly topic: string
  readonly reason: string
  readonly state: string
}

/** A message as it was kept. */
interface KeptMessage {
  readonly source: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly value: Buffer
}

/** Puts a message through the pipeline; resolves once it is stored, or rejected again. */
export type Retake = (
  message: KeptMessage,
) => Promise<{ readonly rejected: number; readonly rejections: readonly { readonly detail: string }[] }>

interface Replayed {
  /** Letters whose messages are stored now. */
  readonly replayed: number
  /** Letters whose messages were rejected again: they stay open. */
  readonly rejected: number
  /** Letters of which only the beginning is kept. */
  readonly cut_off: number
  /** Why, of the first ones. */
  readonly reasons: readonly string[]
}

export interface DeadLetters {
  list(
    selection: Selection,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly matching: number; readonly letters: DeadLetterRow[] }>
  /** @throws LinkmeterError dead_letter_unknown */
  replay(ids: readonly string[], author: string): Promise<Replayed>
  /** Again is harmless. @throws LinkmeterError dead_letter_unknown */
  discard(ids: readonly string[], author: string): Promise<{ readonly discarded: number }>
}

const MOST_REASONS = 10
export const MOST_LETTERS = 1_000

export function createDeadLetters({ store, retake }: { store: Store; retake: Retake }): DeadLetters {
  async function list(selection: Selection, page: { limit: number; offset: number }) {
    const rows = await store.rows<DeadLetterRow & { matching: number }>(
      readSql('queries/dead-letters/list'),
      {
        ...selection,
        ids: [...selection.ids],
        ...page,
      },
    )
    return {
      matching: rows[0]?.matching ?? 0,
      letters: rows.map(({ matching: _, ...letter }) => letter),
    }
  }

  /** A letter that is not there must not be taken for one that was dealt with. */
  async function known(ids: readonly string[]): Promise<void> {
    const selection = { ids, source: '', topic: '', reason: '', state: '' }
    const { letters } = await list(selection, { limit: ids.length, offset: 0 })
    const missing = ids.find((id) => !letters.some((letter) => letter.id === id))
    if (missing !== undefined) throw new LinkmeterError('dead_letter_unknown', { id: missing })
  }

  async function decide(ids: readonly string[], decision: 'replayed' | 'discarded', author: string) {
    await store.insertRows(
      'dead_letter_decisions',
      ids.map((dead_letter_id) => ({ dead_letter_id, decision, author })),
    )
  }

  return {
    list,
    replay: async (ids, author) => {
      await known(ids)
      const messages = await store.rows<Omit<KeptMessage, 'value'> & { base64: string; ids: string[] }>(
        readSql('queries/dead-letters/messages'),
        { ids: [...ids] },
      )
      const asked = new Set(ids)
      const reasons: string[] = []
      const replayed: string[] = []
      let rejected = 0
      for (const { base64, ids: letters, ...message } of messages) {
        const mine = letters.filter((id) => asked.has(id))
        const receipt = await retake({ ...message, value: Buffer.from(base64, 'base64') })
        if (receipt.rejected > 0) {
          rejected += mine.length
          reasons.push(...receipt.rejections.map(({ detail }) => detail))
          continue
        }
        // Stored first, and only then told: a crash in between replays it once more, which changes no number.
        await decide(letters, 'replayed', author)
        replayed.push(...mine)
      }
      return {
        replayed: replayed.length,
        rejected,
        cut_off: ids.length - replayed.length - rejected,
        reasons: reasons.slice(0, MOST_REASONS),
      }
    },
    discard: async (ids, author) => {
      await known(ids)
      await decide(ids, 'discarded', author)
      return { discarded: ids.length }
    },
  }
}
