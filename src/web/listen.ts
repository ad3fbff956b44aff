/** Takes a port, or says in a sentence why it cannot be taken. */
import type { Server } from 'node:http'
import { LinkmeterError } from '../errors.ts'

/** @throws LinkmeterError port_in_use, address_unusable */
export function listen(server: Server, host: string, port: number, scheme: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(listenFailure(error, addressOf(scheme, host, port))),
    )
    server.listen({ host, port }, resolve)
  })
}

function listenFailure(error: NodeJS.ErrnoException, address: string): LinkmeterError {
  if (error.code === 'EADDRINUSE') return new LinkmeterError('port_in_use', { address }, error)
  return new LinkmeterError('address_unusable', { address, reason: error.code ?? error.message }, error)
}

export function addressOf(scheme: string, host: string, port: number): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
}
