/** IAM policy documents, as requests carry them: JSON text. */
import { asObject, type JsonObject, listAt, objectAt, objectsAt, parseText, textAt } from '../../json.ts'
import { asAccount, readArn } from './arn.ts'

/** The statements of the policy text at a key of the request; empty when there is none that can be read. */
export function statementsOf(request: JsonObject, key: string): readonly JsonObject[] {
  const document = parseText(textAt(request, key), key)
  if (!document.ok) return []
  return objectsAt(document.value, 'Statement')
}

/** The accounts that a trust policy lets in: of every principal of every allowing statement, each once. */
export function trustedAccounts(statements: readonly JsonObject[]): readonly string[] {
  const principals = statements
    .filter((statement) => statement['Effect'] === 'Allow')
    .flatMap((statement) => listAt(statement, 'Principal', 'AWS'))
  const accounts = principals.map((principal) => (typeof principal === 'string' ? accountOf(principal) : ''))
  return [...new Set(accounts)].filter((account) => account !== '')
}

/** True for a deny on `aws:TokenIssueTime`: how a role's sessions are revoked. */
export function deniesOlderTokens(statements: readonly JsonObject[]): boolean {
  return statements.some(
    (statement) =>
      statement['Effect'] === 'Deny' &&
      Object.values(objectAt(statement, 'Condition')).some((condition) =>
        Object.keys(asObject(condition) ?? {}).some((key) => key.toLowerCase() === 'aws:tokenissuetime'),
      ),
  )
}

/** A principal is an account's number or an ARN in it. */
function accountOf(principal: string): string {
  return asAccount(principal) || readArn(principal).account
}
