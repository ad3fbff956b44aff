/** Amazon resource names: `arn:partition:service:region:account:resource`. */

export interface Arn {
  /** Empty where the name has none (S3) or where it is no account's (`aws`). */
  readonly account: string
  /** The role's name without its path, of a role or of a session in it; empty for anything else. */
  readonly role: string
}

const NOWHERE: Arn = { account: '', role: '' }

export function readArn(text: string): Arn {
  const [, account = '', resource = ''] = /^arn:[^:]*:[^:]*:[^:]*:([^:]*):(.*)$/.exec(text) ?? []
  return resource === '' ? NOWHERE : { account: asAccount(account), role: roleOf(resource) }
}

/** An account's number; empty for what stands in its place (`ANONYMOUS_PRINCIPAL`, `aws`). */
export function asAccount(text: string): string {
  return /^\d+$/.test(text) ? text : ''
}

/** `role/path/to/name`, and `assumed-role/name/session`. */
function roleOf(resource: string): string {
  const parts = resource.split('/')
  if (parts[0] === 'role') return parts.at(-1) ?? ''
  return parts[0] === 'assumed-role' ? (parts[1] ?? '') : ''
}
