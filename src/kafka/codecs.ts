/** Teaches kafkajs, which brings gzip only, to read and write Snappy, LZ4 and ZSTD. */
import { Decoder, Encoder } from '@toondepauw/node-zstd'
import kafkajs from 'kafkajs'
import lz4 from 'lz4-napi'
import snappy from 'snappy'

const { CompressionCodecs, CompressionTypes } = kafkajs

/** Registers the codecs with kafkajs, for the whole process. Safe to call twice. */
export function registerCodecs(): void {
  CompressionCodecs[CompressionTypes.Snappy] = () => snappyCodec
  CompressionCodecs[CompressionTypes.LZ4] = () => lz4Codec
  CompressionCodecs[CompressionTypes.ZSTD] = () => zstdCodec
}

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>
  decompress(bytes: Buffer): Promise<Buffer>
}

/** Below this a trip to a worker thread costs more than the work: producers' batches are 16 KiB by default. */
const SMALL_BYTES = 64 * 1024

const snappyCodec: Codec = {
  compress: ({ buffer }) => snappy.compress(buffer),
  decompress: async (bytes) =>
    isXerial(bytes) ? Buffer.concat(await Promise.all(xerialBlocks(bytes).map(plain))) : plain(bytes),
}

/** Kafka's LZ4 is the frame format with independent blocks. */
const lz4Codec: Codec = {
  compress: ({ buffer }) => lz4.compressFrame(buffer),
  decompress: async (bytes) =>
    bytes.length < SMALL_BYTES ? lz4.decompressFrameSync(bytes) : lz4.decompressFrame(bytes),
}

/** 3 is zstd's own default, and Kafka's. */
const ZSTD_LEVEL = 3

const zstdCodec: Codec = {
  compress: ({ buffer }) => new Encoder(ZSTD_LEVEL).encode(buffer),
  decompress: async (bytes) =>
    bytes.length < SMALL_BYTES ? new Decoder().decodeSync(bytes) : new Decoder().decode(bytes),
}

async function plain(block: Buffer): Promise<Buffer> {
  const bytes = block.length < SMALL_BYTES ? snappy.uncompressSync(block) : await snappy.uncompress(block)
  return typeof bytes === 'string' ? Buffer.from(bytes) : bytes
}

/** Java producers wrap Snappy in the framing of xerial's snappy-java: a magic, two versions, blocks with lengths. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const XERIAL_HEADER_BYTES = 16

function isXerial(bytes: Buffer): boolean {
  return bytes.length >= XERIAL_HEADER_BYTES && bytes.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)
}

function xerialBlocks(bytes: Buffer): Buffer[] {
  const blocks: Buffer[] = []
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length; ) {
    const start = at + 4
    const end = start + bytes.readUInt32BE(at)
    if (end > bytes.length) throw new Error('a Snappy block ends after its record batch')
    blocks.push(bytes.subarray(start, end))
    at = end
  }
  return blocks
}
