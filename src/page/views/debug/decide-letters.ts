/** What can be decided of dead letters, and how the outcome is told. */
import { ask } from '../../api/client.ts'

export interface Decision {
  readonly title: string
  /** Gives what came of it, in words. */
  act(ids: readonly string[]): Promise<string>
}

const AUTHOR = 'page'

export const decisions: readonly Decision[] = [
  {
    title: 'Replay',
    act: async (ids) => {
      const outcome = await ask('replay_dead_letters', {}, { body: { ids, author: AUTHOR } })
      if (!outcome.ok) return outcome.failure.message
      const { replayed, rejected, cut_off, reasons } = outcome.answer
      const counts = [
        `${replayed} stored`,
        rejected > 0 ? `${rejected} rejected again` : '',
        cut_off > 0 ? `${cut_off} cut off, which cannot be replayed` : '',
      ]
      return [`${counts.filter((one) => one !== '').join(', ')}.`, ...reasons].join(' ')
    },
  },
  {
    title: 'Discard',
    act: async (ids) => {
      const outcome = await ask('discard_dead_letters', {}, { body: { ids, author: AUTHOR } })
      return outcome.ok ? `${outcome.answer.discarded} discarded.` : outcome.failure.message
    },
  },
]
