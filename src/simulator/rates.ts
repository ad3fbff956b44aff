/** How often each thing goes its less usual way, as probabilities. A plan may change any of them. */
import { type EstateRates, healthyEstateRates, roughEstateRates } from './estate/rates.ts'

export interface Rates extends EstateRates {
  /** An attempt to get a token fails: it may be retried. */
  readonly attempt_throttled: number
  readonly attempt_service_error: number
  readonly attempt_auth_error: number
  readonly attempt_business_error: number
  readonly attempt_unknown: number
  /** A success whose answer was lost is asked for again and succeeds again. */
  readonly attempt_repeated: number
  /** After a failure that could be retried nobody retries. */
  readonly gives_up: number
  readonly action_throttled: number
  readonly action_service_error: number
  readonly action_auth_error: number
  readonly action_business_error: number
  readonly action_unknown: number
  /** The client sends the action again under the same request_id; both ran. */
  readonly action_repeated: number
  /** The gateway gave the action no request_id. */
  readonly action_without_request_id: number
  readonly latency_unknown: number
  /** The two ends of a duration come from clocks that disagree. */
  readonly clock_skew: number
  /** A caller inside the target account: not cross-account. */
  readonly same_account: number
  /** Access without a token, by a resource policy. */
  readonly without_token: number
  /** The broker never tells of the exchange, so that nobody knows the token's source. */
  readonly exchange_untold: number
  /** The action's own source_account is the role's account, as with assumed roles. */
  readonly own_field_is_role: number
  readonly own_field_empty: number
  readonly correlation_lost: number
  readonly correlation_as_traceparent: number
  readonly audit_missing: number
  readonly audit_late: number
  /** A second copy of an audit record: the same audit_id, another event_id. */
  readonly audit_copied: number
  readonly token_revoked: number
  /** Nobody uses the token after its revocation, so that nothing proves it. */
  readonly revocation_unused: number
  /** Nobody tries the token just after its revocation took effect: the next use tells, whenever it comes. */
  readonly revocation_unprobed: number
  /** The issuance does not say how long its token lives. */
  readonly ttl_unknown: number
  /** A token that lives for an hour, whatever its link is allowed. */
  readonly ttl_long: number
  /** An AWS service that assumes a role for itself, as a share of the stories. */
  readonly service_call: number
  /** A change to the policies of a target account, in each three hours. */
  readonly policy_changed: number
  /** A policy change takes something away from somebody. */
  readonly policy_change_breaks: number
}

/** A landscape that keeps its objectives while nothing is broken. */
export const healthyRates: Rates = {
  ...healthyEstateRates,
  attempt_throttled: 0.012,
  attempt_service_error: 0.004,
  attempt_auth_error: 0.0002,
  attempt_business_error: 0.0001,
  attempt_unknown: 0.001,
  attempt_repeated: 0.002,
  gives_up: 0.01,
  action_throttled: 0.0008,
  action_service_error: 0.0008,
  action_auth_error: 0.0006,
  action_business_error: 0.03,
  action_unknown: 0.0008,
  action_repeated: 0.005,
  action_without_request_id: 0.003,
  latency_unknown: 0.01,
  clock_skew: 0.0005,
  same_account: 0.05,
  without_token: 0.03,
  exchange_untold: 0.01,
  own_field_is_role: 0.35,
  own_field_empty: 0.02,
  correlation_lost: 0.004,
  correlation_as_traceparent: 0.03,
  audit_missing: 0.00002,
  audit_late: 0.00003,
  audit_copied: 0.005,
  token_revoked: 0.001,
  revocation_unused: 0.1,
  revocation_unprobed: 0.01,
  ttl_unknown: 0.004,
  ttl_long: 0.02,
  service_call: 0.02,
  policy_changed: 0.025,
  policy_change_breaks: 0.02,
}

/** Everything goes wrong often: for tests that need many of each. */
export const roughRates: Rates = {
  ...healthyRates,
  ...roughEstateRates,
  attempt_throttled: 0.06,
  attempt_service_error: 0.03,
  attempt_auth_error: 0.01,
  attempt_business_error: 0.005,
  attempt_unknown: 0.02,
  attempt_repeated: 0.01,
  gives_up: 0.1,
  action_throttled: 0.01,
  action_service_error: 0.01,
  action_auth_error: 0.01,
  action_unknown: 0.01,
  action_repeated: 0.03,
  action_without_request_id: 0.02,
  latency_unknown: 0.03,
  clock_skew: 0.01,
  exchange_untold: 0.03,
  correlation_lost: 0.04,
  audit_missing: 0.01,
  audit_late: 0.02,
  audit_copied: 0.03,
  token_revoked: 0.03,
  revocation_unused: 0.2,
  revocation_unprobed: 0.3,
  ttl_unknown: 0.02,
  policy_changed: 0.6,
  policy_change_breaks: 0.5,
}
