/** The import of files and folders: the same pipeline as Kafka and HTTP, with a receipt at the end. */
import type { SourceDefinition } from '../events/source.ts'
import type { Receipt } from './delivery.ts'
import { findEventFiles } from './files/find.ts'
import { readEventFile } from './files/read.ts'
import type { Pipeline } from './pipeline.ts'

export interface ImportOptions {
  readonly paths: readonly string[]
  readonly source: SourceDefinition
  readonly pipeline: Pick<Pipeline, 'takeForReceipt' | 'drain'>
  /** Called as bytes are read from disk, compressed ones where files are. */
  readonly onProgress?: (progress: { readonly bytes_read: number; readonly bytes_total: number }) => void
}

/** Records over all files; what `read` holds beyond the other three told of no event. */
export type ImportSummary = Omit<Receipt, 'rejections'>

/**
 * Stores the events of all files, in order, and says what became of their records.
 * @throws LinkmeterError path_missing, path_unreadable, no_event_files; what ended the pipeline
 */
export async function importFiles(options: ImportOptions): Promise<ImportSummary> {
  const { paths, source, pipeline, onProgress } = options
  const files = await findEventFiles(paths)
  const bytes_total = files.reduce((total, { bytes }) => total + bytes, 0)
  let bytes_read = 0
  const onRead = (bytes: number) => {
    bytes_read += bytes
    onProgress?.({ bytes_read, bytes_total })
  }
  const receipts: Promise<Receipt>[] = []
  for (const file of files) {
    for await (const messages of readEventFile(file, onRead, source)) {
      const taken = pipeline.takeForReceipt({ source, topic: file.name, partition: 0, messages })
      receipts.push(taken.stored)
      await taken.room
    }
  }
  await pipeline.drain()
  return sum(await Promise.all(receipts))
}

function sum(receipts: readonly Receipt[]): ImportSummary {
  const total = { read: 0, stored: 0, duplicates: 0, rejected: 0 }
  for (const receipt of receipts) {
    total.read += receipt.read
    total.stored += receipt.stored
    total.duplicates += receipt.duplicates
    total.rejected += receipt.rejected
  }
  return total
}
