/** A way to a broker that tests can cut, or from which they can take the commits: it reads Kafka's frames as they pass. */
import { createServer, connect as dial, type Socket } from 'node:net'
import { startKafka, type TestKafka } from './kafka.ts'

interface BrokerProxy {
  /** `host:port` of the proxy, for KAFKA_BROKERS. */
  readonly brokers: string
  readonly port: number
  /** From now on no OffsetCommit reaches the broker, and none is answered: rows are stored, offsets are not. */
  holdCommits(): void
  releaseCommits(): void
  /** How many commits were held so far. */
  heldCommits(): number
  /** Drops every connection and refuses new ones. */
  cut(): void
  restore(): void
  close(): Promise<void>
}

/** Starts a proxy on a free port. `target` gives the broker's port, and may learn it after the proxy has started. */
async function startBrokerProxy(target: () => number): Promise<BrokerProxy> {
  const sockets = new Set<Socket>()
  let holding = false
  let isCut = false
  let held = 0
  const passes = (frame: Buffer): boolean => {
    if (!holding || apiKey(frame) !== OFFSET_COMMIT) return true
    held += 1
    return false
  }
  const server = createServer((client) => {
    if (isCut) return void client.destroy()
    const broker = dial(target(), '127.0.0.1')
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(socket)
      socket.setNoDelay(true)
      // A reset is an end like any other here: `close` follows.
      socket.on('error', () => {})
      socket.once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    broker.pipe(client)
    forwardFrames(client, broker, passes)
  })
  const dropAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    brokers: `127.0.0.1:${port}`,
    port,
    holdCommits: () => {
      holding = true
    },
    releaseCommits: () => {
      holding = false
    },
    heldCommits: () => held,
    cut: () => {
      isCut = true
      dropAll()
    },
    restore: () => {
      isCut = false
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      dropAll()
      await closed
    },
  }
}

export interface ProxiedKafka {
  readonly kafka: TestKafka
  readonly proxy: BrokerProxy
  stop(): Promise<void>
}

/** A broker of one's own behind a proxy: `kafka.brokers` goes straight to it, `proxy.brokers` through the proxy. */
export async function startProxiedKafka(): Promise<ProxiedKafka> {
  let target = 0
  const proxy = await startBrokerProxy(() => target)
  try {
    const kafka = await startKafka({ advertisedPort: proxy.port })
    target = kafka.proxiedPort ?? 0
    const stop = async () => {
      await proxy.close()
      await kafka.kill()
    }
    return { kafka, proxy, stop }
  } catch (error) {
    await proxy.close()
    throw error
  }
}

/** https://kafka.apache.org/protocol#The_Messages_OffsetCommit */
const OFFSET_COMMIT = 8

/** A request begins with its api key, after the four bytes of its length. */
function apiKey(frame: Buffer): number {
  return frame.readInt16BE(4)
}

/** Passes whole requests only: a request is a length of four bytes and that many bytes. */
function forwardFrames(from: Socket, to: Socket, passes: (frame: Buffer) => boolean): void {
  let rest: Buffer = Buffer.alloc(0)
  from.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0)
      const frame = rest.subarray(0, end)
      rest = rest.subarray(end)
      if (passes(frame) && !to.write(frame)) {
        from.pause()
        to.once('drain', () => from.resume())
      }
    }
  })
}
