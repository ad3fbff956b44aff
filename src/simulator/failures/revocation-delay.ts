/** F7: revocations of a link take minutes to reach whoever checks its tokens, which go on working meanwhile. */
import type { FailureDefinition } from './failure.ts'

export const revocationDelay: FailureDefinition = {
  title: 'revocation delay',
  strikes: 'link',
  // Where tokens live long enough to be used after the revocation.
  unlessSaid: ({ links }) => (links.find(({ ttl_s }) => ttl_s >= 900) ?? links[0])?.link_id ?? '',
  isStruck: (link, where) => link.link_id === where,
  revocation: { share: 0.5, effective_after_ms: (random) => random.whole(3 * 60_000, 12 * 60_000) },
}
