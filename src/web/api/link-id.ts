/** A link's three names as one, for a path: base64url of the three, a line each. */

export interface LinkName {
  readonly source_account: string
  readonly role: string
  readonly target_account: string
}

export function linkId({ source_account, role, target_account }: LinkName): string {
  return Buffer.from([source_account, role, target_account].join('\n'), 'utf8').toString('base64url')
}

/** Null: it is no link's id. */
export function readLinkId(id: string): LinkName | null {
  const [source_account, role, target_account, ...more] = Buffer.from(id, 'base64url')
    .toString('utf8')
    .split('\n')
  if (source_account === undefined || role === undefined || target_account === undefined) return null
  return more.length === 0 ? { source_account, role, target_account } : null
}
