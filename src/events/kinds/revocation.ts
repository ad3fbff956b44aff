/** A request to take a token, a role or a whole link out of use. */
import { oneOfOr, text, word } from '../column.ts'
import { defineKind } from '../kind.ts'

export const revocation = defineKind({
  kind: 'revocation',
  plural: 'revocations',
  summary: 'A request to take a token, a role or a whole link out of use.',
  columns: {
    revocation_id: text(),
    scope: oneOfOr(['token', 'role', 'link'], 'token'),
    token_id: text(),
    severity: oneOfOr(['critical', 'normal'], 'critical'),
    requested_by: word(),
    reason: text(),
  },
})
