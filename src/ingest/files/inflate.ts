/** Decompression that gives all that could be read before it says that the stream is damaged. */
import { createGunzip } from 'node:zlib'

/** The compressed stream ends too early or is damaged; what came before it was right. */
export class DamagedStream extends Error {
  constructor(cause: unknown) {
    super('the compressed stream is damaged', { cause })
    this.name = 'DamagedStream'
  }
}

/**
 * Inflates gzip, chunk by chunk; an empty file gives nothing. Read by events: the stream's own iterator drops what it holds when it fails.
 * @throws DamagedStream after the last good bytes
 */
export async function* inflate(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const stream = createGunzip()
  const inflated: Buffer[] = []
  let damage: Error | null = null
  stream.on('data', (chunk: Buffer) => inflated.push(chunk))
  stream.on('error', (error) => {
    damage = error
  })
  const closed = new Promise<void>((resolve) => stream.on('close', resolve))
  try {
    for await (const chunk of compressed) {
      await Promise.race([new Promise<void>((resolve) => stream.write(chunk, () => resolve())), closed])
      yield* inflated.splice(0)
      if (damage !== null) throw new DamagedStream(damage)
    }
    if (stream.bytesWritten === 0) return
    stream.end()
    await closed
    yield* inflated.splice(0)
    if (damage !== null) throw new DamagedStream(damage)
  } finally {
    stream.destroy()
  }
}
