/** What a request's path says it is for. */
import { scrubRecord } from '../../secrets.ts'

/** Old requests name a token in their path, and people put them into paths of their own: none of them is kept. */
export function plainPath(path: string): string {
  const named = path.replace(TOKEN_IN_PATH, '$1')
  const scrubbed = scrubRecord(named)
  return typeof scrubbed === 'string' ? scrubbed : ''
}

const TOKEN_IN_PATH = /^(auth\/token\/(?:lookup|renew|revoke|revoke-orphan)|sys\/wrapping\/lookup)\/.*$/s

interface PathParts {
  readonly path: string
  readonly path_in_mount: string
  readonly mount_type: string
  readonly operation: string
}

/** How the request gets a token or credentials: `approle_login`, `aws_creds`; null where it gets none. */
export function mechanismOf({ path, path_in_mount, mount_type, operation }: PathParts): string | null {
  if (operation === 'list' || operation === 'help') return null
  const engine = (suffix: string) => (mount_type === '' ? suffix : `${mount_type}_${suffix}`)
  if (path.startsWith('auth/')) {
    if (/^auth\/token\/create(?:-orphan)?(?:\/|$)/.test(path)) return 'token_create'
    return /^login(?:\/|$)|^oidc\/callback$/.test(path_in_mount) ? engine('login') : null
  }
  // What people store under a path of that name is no issued credential.
  if (/^(?:kv|generic|cubbyhole|system)$/.test(mount_type) || path.startsWith('sys/')) return null
  if (/^(?:static-)?creds\//.test(path_in_mount)) return engine('creds')
  return mount_type === 'aws' && path_in_mount.startsWith('sts/') ? 'aws_sts' : null
}

/** The role that credentials are for: the path's last part, `creds/deploy`. */
export function roleInPath(path_in_mount: string): string {
  return /^(?:(?:static-)?creds|sts)\/([^/]+)/.exec(path_in_mount)?.[1] ?? ''
}

/** The policy that the request changes; empty where it changes none. */
export function changedPolicy({ path, operation }: PathParts): string {
  if (!/^(?:create|update|patch|delete)$/.test(operation)) return ''
  return /^sys\/polic(?:ies|y)\/(.+)$/.exec(path)?.[1] ?? ''
}
