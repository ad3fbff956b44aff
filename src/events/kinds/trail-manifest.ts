/** What a log should hold for a period: a digest's list of files, or a count. */
import { files, flag, momentOrNull, sha256, text, wholeNumber } from '../column.ts'
import { defineKind } from '../kind.ts'

export const trailManifest = defineKind({
  kind: 'trail_manifest',
  plural: 'trail_manifests',
  summary: 'What a log should hold for a period: a digest’s list of files, or a count.',
  columns: {
    period_start: momentOrNull(),
    period_end: momentOrNull(),
    /** How many files there should be; null: as many as are listed. An empty digest is complete. */
    expected: wholeNumber(),
    log_files: files(),
    /** The manifest before this one, and its hash: one that never came, or came with another, is a gap in the chain. */
    previous_key: text(),
    previous_sha256: sha256(),
    /** True: from here on no manifest is expected for this account and region. */
    retired: flag(false),
  },
})
