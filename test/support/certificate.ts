/** A certificate for 127.0.0.1, made anew: openssl, installed where it is missing and that can be done. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ensureTools } from './tools.ts'

export async function makeCertificate(folder: string, name: string): Promise<{ cert: string; key: string }> {
  await ensureTools([{ command: 'openssl', debian_package: 'openssl', probe: ['version'] }])
  const cert = join(folder, `${name}.pem`)
  const key = join(folder, `${name}.key`)
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
  ])
  return { cert, key }
}
