/** Who made a call: `userIdentity`, which has other fields for each type and may be missing. */
import { objectAt, textAt } from '../../json.ts'
import { asAccount, readArn } from './arn.ts'

export interface Identity {
  readonly type: string
  /** The caller's account; empty for an AWS service, a web identity and the like. */
  readonly account: string
  /** The ARN, else the AWS service, the user's name or the principal's id. */
  readonly principal: string
  /** The AWS service that called, for itself or for the principal; empty without one. */
  readonly invoked_by: string
  /** The name of the role the caller acts in; empty without one. */
  readonly role: string
  /** The access key of the temporary credentials that signed the call; empty for long-term keys. */
  readonly token_id: string
}

export function readIdentity(value: unknown): Identity {
  const arn = textAt(value, 'arn')
  const context = objectAt(value, 'sessionContext')
  const type = textAt(value, 'type')
  const session = type === 'AssumedRole' || type === 'FederatedUser' || Object.keys(context).length > 0
  const key = textAt(value, 'accessKeyId')
  const invoked_by = textAt(value, 'invokedBy')
  return {
    type,
    account: asAccount(textAt(value, 'accountId')) || readArn(arn).account,
    principal: arn || invoked_by || textAt(value, 'userName') || textAt(value, 'principalId'),
    invoked_by,
    role: readArn(textAt(context, 'sessionIssuer', 'arn')).role || readArn(arn).role,
    // ASIA keys are temporary, whoever issued them: only the issuance with the same key says which exchange it was.
    token_id: session || key.startsWith('ASIA') ? key : '',
  }
}
