/** How a call ended, by its error code: one ordered table, since AWS services name the same thing differently. */
import { textAt } from '../../json.ts'
import type { Outcome } from '../../kind.ts'
import type { CloudTrailRecord } from './record.ts'

export interface Ended {
  readonly outcome: Outcome
  /** Empty for a success. */
  readonly error_type: string
}

const SUCCESS: Ended = { outcome: 'success', error_type: '' }

export function outcomeOf(record: CloudTrailRecord): Ended {
  const { error_code, error_message } = record
  if (error_code !== '') return isMissingTrust(record) ? missingTrust : outcomeOfCode(error_code)
  // Sign-in events tell of a failure in their response only (`{"ConsoleLogin": "Failure"}`).
  const answer = textAt(record.response, record.event_name)
  if (answer === 'Failure') return { outcome: 'auth_error', error_type: 'failed_authentication' }
  if (answer === 'Success') return SUCCESS
  const unsaid = error_message !== '' || record.operation === 'signin:ConsoleLogin'
  return unsaid ? { outcome: 'unknown', error_type: '' } : SUCCESS
}

/** The first row that fits decides. Without an error type of its own a row takes the code's: `bucket_not_empty`. */
const codes: readonly { code: RegExp; outcome: Outcome; error_type?: string }[] = [
  { code: /^ExpiredToken|^RequestExpired$/, outcome: 'auth_error', error_type: 'token_expired' },
  {
    code: /InvalidClientTokenId|^UnrecognizedClientException$|^InvalidIdentityToken|^InvalidToken$|^InvalidAccessKeyId$/,
    outcome: 'auth_error',
    error_type: 'invalid_token',
  },
  {
    code: /^SignatureDoesNotMatch$|^IncompleteSignature/,
    outcome: 'auth_error',
    error_type: 'invalid_signature',
  },
  { code: /AuthFailure$|^MissingAuthenticationToken/, outcome: 'auth_error', error_type: 'auth_failure' },
  { code: /AccessDenied|^UnauthorizedOperation$/, outcome: 'auth_error', error_type: 'access_denied' },
  // A dry run that was permitted.
  { code: /^DryRunOperation$/, outcome: 'success', error_type: '' },
  { code: /^NoSuch|NotFound/, outcome: 'business_error', error_type: 'not_found' },
  { code: /Validation/, outcome: 'business_error', error_type: 'validation' },
  {
    code: /^Throttl|^RequestThrottled|^TooManyRequests|^SlowDown$|ThroughputExceeded/,
    outcome: 'throttled',
    error_type: 'throttled',
  },
  { code: /LimitExceeded/, outcome: 'throttled', error_type: 'limit_exceeded' },
  { code: /QuotaExceeded/, outcome: 'throttled', error_type: 'quota_exceeded' },
  { code: /^InternalError|Unavailable|Failure$/, outcome: 'service_error' },
  { code: /^/, outcome: 'business_error' },
]

/** The outcome of an AWS error code. */
export function outcomeOfCode(error_code: string): Ended {
  // EC2 puts the side at fault before its codes.
  const bare = error_code.replace(/^(?:Client|Server)\./, '')
  const row = codes.find(({ code }) => code.test(bare))
  return {
    outcome: row?.outcome ?? 'unknown',
    error_type: row?.error_type ?? snakeCase(bare.replace(/Exception$/, '')),
  }
}

const missingTrust: Ended = { outcome: 'auth_error', error_type: 'missing_trust' }

/**
 * A role that does not trust the caller and a caller that may not ask give the same code. AWS names the policy
 * only where it is the caller's; without such a reason it is the role's trust.
 */
function isMissingTrust({ event_source, error_code, error_message }: CloudTrailRecord): boolean {
  return (
    event_source.startsWith('sts.') &&
    /AccessDenied/.test(error_code) &&
    /not authorized to perform:? sts:AssumeRole/i.test(error_message) &&
    !/explicit deny|no (?:identity-based|session|permissions boundary|service control|VPC endpoint) /i.test(
      error_message,
    )
  )
}

/** `AssumeRoleWithSAML` to `assume_role_with_saml`, `InvalidDBInstanceState` to `invalid_db_instance_state`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase()
}
