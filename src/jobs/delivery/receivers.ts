/** Where alerts are posted. What gives access stands in the request's header alone: a receiver is named by host and port. */

export interface Receiver {
  /** `host:port`, for metrics, the log and tables. */
  readonly name: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** @param base `http(s)://[user:password@]host[:port][/prefix]` */
export function alertmanagerAt(base: string): Receiver {
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v2/alerts`
  return receiverAt(url)
}

export function webhookAt(address: string): Receiver {
  return receiverAt(new URL(address))
}

function receiverAt(url: URL): Receiver {
  const { hostname, protocol, username, password } = url
  const port = url.port === '' ? (protocol === 'https:' ? '443' : '80') : url.port
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (username !== '' || password !== '') {
    const access = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    headers['authorization'] = `Basic ${Buffer.from(access).toString('base64')}`
  }
  url.username = ''
  url.password = ''
  return { name: `${hostname}:${port}`, url: url.href, headers }
}
