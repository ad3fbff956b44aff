/** A receiver of posts that remembers them and answers as it is told: also with errors, or never. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'

export interface HttpReceiver {
  /** `http://127.0.0.1:port` */
  readonly url: string
  /** The bodies that were answered with 200, in order. */
  readonly taken: unknown[]
  /** The headers of every post. */
  readonly authorizations: (string | undefined)[]
  /** How posts are answered from now on: a status, or `never`. */
  answer: number | 'never'
  stop(): Promise<void>
}

export async function startHttpReceiver(answer: HttpReceiver['answer'] = 200): Promise<HttpReceiver> {
  const waiting = new Set<ServerResponse>()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    receiver.authorizations.push(request.headers.authorization)
    if (receiver.answer === 'never') return void waiting.add(response)
    if (receiver.answer === 200) receiver.taken.push(JSON.parse(body))
    response.writeHead(receiver.answer).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const receiver: HttpReceiver = {
    url: `http://127.0.0.1:${address.port}`,
    taken: [],
    authorizations: [],
    answer,
    stop: async () => {
      for (const response of waiting) response.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}
