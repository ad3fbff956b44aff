/** An entry of Vault's audit device, read once into the fields that events need. */
import type { RejectionCode } from '../../../errors.ts'
import { contentId } from '../../content-id.ts'
import { asObject, type JsonObject, listAt, objectAt, textAt } from '../../json.ts'
import { readArn } from '../cloudtrail/arn.ts'
import { plainPath } from './path.ts'

export interface VaultEntry {
  readonly half: 'request' | 'response'
  /** The audit device as its shipper names it; empty when it does not. */
  readonly device: string
  readonly event_id: string
  /** The same in both halves. */
  readonly request_id: string
  readonly time: string
  /** create, read, update, patch, delete, list … */
  readonly operation: string
  /** Without a token that someone put into it. */
  readonly path: string
  /** The path below its mount: `login`, `creds/deploy`. */
  readonly path_in_mount: string
  readonly mount_type: string
  readonly namespace: string
  readonly caller: VaultCaller
  readonly correlation_id: string
  readonly source_ip: string
  readonly data: JsonObject
  readonly response: JsonObject
  /** False where Vault's policies refused it. */
  readonly allowed: boolean
  readonly error: string
  /** The account of the credentials, where the device shows their ARN. */
  readonly issued_account: string
}

interface VaultCaller {
  readonly name: string
  readonly role: string
  readonly account: string
  /** The accessor of the caller's token, hashed with the device's salt. */
  readonly token_id: string
}

type Read =
  | { readonly ok: true; readonly entry: VaultEntry }
  | { readonly ok: false; readonly code: RejectionCode; readonly detail: string }

export function readEntry(value: unknown, from: { device: string; correlation_header: string }): Read {
  const entry = asObject(value)
  if (entry === null) return { ok: false, code: 'wrong_shape', detail: 'entry: expected an object' }
  const half = textAt(entry, 'type')
  if (half !== 'request' && half !== 'response') {
    return { ok: false, code: 'wrong_shape', detail: 'type: expected request or response' }
  }
  const request = asObject(entry['request'])
  if (request === null) return { ok: false, code: 'wrong_shape', detail: 'request: expected an object' }
  const time = textAt(entry, 'time')
  if (time === '') return { ok: false, code: 'invalid_field', detail: 'time: expected text' }
  const request_id = textAt(request, 'id')
  const device = textAt(entry, 'device') || from.device
  const identity = request_id === '' ? contentId('vault', entry) : `${request_id} ${half}`
  if (identity === null) return { ok: false, code: 'wrong_shape', detail: 'entry: nested too deeply' }
  const response = objectAt(entry, 'response')
  const path = plainPath(textAt(request, 'path'))
  return {
    ok: true,
    entry: {
      half,
      device,
      event_id: device === '' ? identity : `${device} ${identity}`,
      request_id,
      time,
      operation: textAt(request, 'operation'),
      path,
      path_in_mount: pathInMount(path, textAt(request, 'mount_point')),
      mount_type: textAt(request, 'mount_type'),
      namespace: textAt(request, 'namespace', 'path').replace(/\/$/, ''),
      caller: callerOf(entry, request, response),
      correlation_id: headerOf(request, from.correlation_header),
      source_ip: withoutPort(textAt(request, 'remote_address')),
      data: objectAt(request, 'data'),
      response,
      allowed: objectAt(entry, 'auth', 'policy_results')['allowed'] !== false,
      error: errorOf(entry, response),
      issued_account: readArn(textAt(response, 'data', 'arn')).account,
    },
  }
}

/** Who the token says it is; at a login, which has none yet, who the response says. Metadata is the auth method's. */
function callerOf(entry: JsonObject, request: JsonObject, response: JsonObject): VaultCaller {
  const issued = objectAt(response, 'auth')
  const auth = objectAt(entry, 'auth')
  const named = (...keys: readonly string[]) =>
    keys
      .map((key) => textAt(auth, 'metadata', key) || textAt(issued, 'metadata', key))
      .find((text) => text !== '') ?? ''
  return {
    name:
      textAt(auth, 'display_name') ||
      textAt(issued, 'display_name') ||
      textAt(auth, 'entity_id') ||
      textAt(issued, 'entity_id'),
    role: named('role', 'role_name'),
    // Of the AWS, Google Cloud and Azure auth methods.
    account: named('account_id', 'project_id', 'subscription_id'),
    token_id: textAt(request, 'client_token_accessor') || textAt(auth, 'accessor'),
  }
}

/**
 * An engine that refuses answers `{"error": …}` and nothing else, whose text the device hashes, beside an `error` or
 * without one.
 */
function errorOf(entry: JsonObject, response: JsonObject): string {
  const data = objectAt(response, 'data')
  const refusal = Object.keys(data).length === 1 ? textAt(data, 'error') : ''
  return textAt(entry, 'error') || refusal
}

/** Vault lists each header's values. A hashed one, salted per device, is nobody's correlation id. */
function headerOf(request: JsonObject, name: string): string {
  if (name === '') return ''
  const headers = Object.entries(objectAt(request, 'headers'))
  const [, values] = headers.find(([header]) => header.toLowerCase() === name) ?? []
  const [value] = listAt({ values }, 'values')
  return typeof value === 'string' && !value.startsWith('hmac-') ? value : ''
}

/** `10.0.0.1:4711`, `[2001:db8::1]:4711`; a bare IPv6 address has colons and no port. */
function withoutPort(address: string): string {
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(address) ?? []
  return bracketed ?? address.replace(/^([^:]*):\d+$/, '$1')
}

/** Older versions name no mount: then it is the first part of the path, of a login all that stands before it. */
function pathInMount(path: string, mount: string): string {
  if (mount !== '' && path.startsWith(mount)) return path.slice(mount.length)
  return path.replace(/^(?:auth\/.+?\/(?=login(?:\/|$)|oidc\/callback$)|auth\/[^/]+\/?|[^/]+\/?)/, '')
}
