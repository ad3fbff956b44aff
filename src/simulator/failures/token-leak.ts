/** F3: tokens of a link leak: somebody from elsewhere tries what they are good for, and is mostly denied. */
import { linkAt } from '../world.ts'
import type { FailureDefinition } from './failure.ts'

export const tokenLeak: FailureDefinition = {
  title: 'token leak',
  strikes: 'link',
  unlessSaid: (world) => linkAt(world, 0).link_id,
  isStruck: (link, where) => link.link_id === where,
  thefts: (random) => (random.chance(0.4) ? random.whole(20, 45) : 0),
}
