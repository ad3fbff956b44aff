/** A step in the life of a declared link: from its request to its end. */
import { momentOrNull, oneOf, text, wholeNumber, word, words } from '../column.ts'
import { defineKind } from '../kind.ts'

export const linkLifecycle = defineKind({
  kind: 'link_lifecycle',
  plural: 'link_lifecycles',
  summary: 'A step in the life of a declared link: from its request to its end.',
  columns: {
    link_id: text(),
    transition: oneOf([
      'requested',
      'consented',
      'granted',
      'activated',
      'suspended',
      'reinstated',
      'consent_revoked',
      'revoked',
      'owner_changed',
      'permissions_changed',
    ]),
    owner: word(),
    team: word(),
    consent_id: text(),
    consented_by: word(),
    purpose: text(),
    max_ttl_s: wholeNumber(),
    permissions: words(),
    expires_at: momentOrNull(),
  },
})
