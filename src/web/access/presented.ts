/** The secrets that a request presents, wherever its client can put them. */
import type { Request } from 'express'

/**
 * A bearer token (RFC 6750), the password of Basic (RFC 7617; the user's name is not looked at), or ClickHouse's
 * header: its clients have no other place for one.
 */
export function presentedTokens(request: { get(name: string): string | undefined }): string[] {
  const authorization = request.get('authorization') ?? ''
  // The scheme's name is case-insensitive (RFC 9110, section 11.1).
  const bearer = /^bearer +(\S+)$/i.exec(authorization)?.[1]
  const basic = /^basic +([\w+/]+={0,2})$/i.exec(authorization)?.[1]
  const key = request.get('x-clickhouse-key')
  return [bearer, basic === undefined ? undefined : passwordOf(basic), key].filter(
    (token): token is string => token !== undefined && token !== '',
  )
}

function passwordOf(basic: string): string {
  const decoded = Buffer.from(basic, 'base64').toString('utf8')
  return decoded.includes(':') ? decoded.slice(decoded.indexOf(':') + 1) : ''
}

/** The value of a cookie; '' when the request has none of the name. */
export function cookieOf(request: Pick<Request, 'get'>, name: string): string {
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}
