/** Spells of some hours in which something is different: whether one holds depends on the seed and the hour alone. */
import { Random } from '../random.ts'
import { purposes, streamOf } from './setting.ts'

export interface Episodes {
  readonly seed: number
  /** Tells one sort of episode from another. */
  readonly sort: number
  /** What it happens to. */
  readonly subject: number
  /** The probability that one begins on a day. */
  readonly chance: number
  /** How many hours it lasts, at least and at most; at most a day. */
  readonly hours: readonly [number, number]
}

/** @param hour a count since 1970 */
export function isInEpisode(episodes: Episodes, hour: number): boolean {
  const day = Math.floor(hour / 24)
  return [day - 1, day].some((begun) => {
    const { seed, sort, subject, chance, hours } = episodes
    const random = new Random(seed, streamOf(begun, subject), purposes.episodes + 100 * sort)
    const isBegun = random.chance(chance)
    const begin = begun * 24 + random.whole(0, 23)
    return isBegun && hour >= begin && hour < begin + random.whole(...hours)
  })
}

/** The sorts of episodes. */
export const sorts = { trail_off: 1, quota_low: 2, drift: 3 } as const
