/** An attempt to exchange an identity for a token or to assume a role. */
import { measure, oneOf, oneOfOr, ordinal, text, wholeNumber, word } from '../column.ts'
import { defineKind, outcomes, phases } from '../kind.ts'

export const tokenIssuance = defineKind({
  kind: 'token_issuance',
  plural: 'token_issuances',
  summary: 'An attempt to exchange an identity for a token or to assume a role.',
  columns: {
    /** The logical exchange: all retries of one exchange carry the same. */
    request_id: text(),
    phase: oneOfOr(phases, 'whole'),
    attempt: ordinal(1),
    /** assume_role, assume_role_with_saml, token_exchange, console … */
    mechanism: word(),
    broker: word(),
    outcome: oneOf(outcomes),
    error_type: word(),
    latency_ms: measure(),
    ttl_s: wholeNumber(),
    /** An identifier of the token, never the secret. */
    token_id: text(),
    /** The token this one was made with (role chains). */
    parent_token_id: text(),
    deploy_id: text(),
    source_ip: word(),
  },
})
