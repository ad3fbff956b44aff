/** TLS by files: a certificate with its chain, and its key. */
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { LinkmeterError } from '../errors.ts'

export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

export interface Tls {
  readonly cert: Buffer
  readonly key: Buffer
}

/** @throws LinkmeterError path_unreadable; tls_unusable where the two are none, or do not belong together */
export async function readTlsFiles({ cert, key }: TlsFiles): Promise<Tls> {
  const tls = { cert: await read(cert), key: await read(key) }
  try {
    createSecureContext(tls)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error:\w*:/, '') : String(error)
    throw new LinkmeterError('tls_unusable', { cert, key, reason }, error)
  }
  return tls
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
    throw new LinkmeterError('path_unreadable', { path, reason }, error)
  }
}
