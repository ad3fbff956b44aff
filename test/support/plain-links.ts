/** Links in plain use: enough to fill the registry without the weight of a simulated estate. */
import type { LinkName } from '../../src/web/api/link-id.ts'

export function plainLinks(count: number): LinkName[] {
  return Array.from({ length: count }, (_, index) => ({
    source_account: String(100_000_000_000 + index),
    target_account: String(200_000_000_000 + (index % 100)),
    role: `Reader${index % 7}`,
  }))
}

/** That one of them is active; every tenth has no owner. */
export function declarationOf(index: number): object {
  return {
    kind: 'link_lifecycle',
    event_id: `declared-${index}`,
    link_id: `link-${index}`,
    transition: 'activated',
    owner: index % 10 === 0 ? '' : 'platform',
  }
}
