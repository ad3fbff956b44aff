/**
 * A digest file: the log files that a trail delivered in an hour, each with its hash, and the digest before it.
 * An empty one is complete. Hashes are of the decompressed content, as `aws cloudtrail validate-logs` checks them.
 */
import { type JsonObject, objectsAt, textAt } from '../../json.ts'
import { utcUnlessZoned } from '../../moment.ts'
import type { EventDraft } from '../../told.ts'
import { readTrailFile } from './log-file.ts'

/** Its own key is its identity: several trails of an account make a digest of the same hour. */
export function digest(file: JsonObject, content_id: string): EventDraft {
  const key = textAt(file, 'digestS3Object')
  const named = readTrailFile(key)
  const input = {
    event_id: key === '' ? content_id : `${textAt(file, 'digestS3Bucket')}/${key}`,
    time: utcUnlessZoned(textAt(file, 'digestEndTime')),
    emitter: named?.trail ?? '',
    target_account: textAt(file, 'awsAccountId'),
    region: named?.region ?? '',
    period_start: utcUnlessZoned(textAt(file, 'digestStartTime')),
    period_end: utcUnlessZoned(textAt(file, 'digestEndTime')),
    log_files: objectsAt(file, 'logFiles').map((log) => ({
      key: textAt(log, 's3Object'),
      sha256: hashOf(log, 'hashValue', 'hashAlgorithm'),
    })),
    previous_key: textAt(file, 'previousDigestS3Object'),
    previous_sha256: hashOf(file, 'previousDigestHashValue', 'previousDigestHashAlgorithm'),
  }
  return { kind: 'trail_manifest', input }
}

/** Empty where it was made by another algorithm, which none has been so far. */
function hashOf(file: JsonObject, value: string, algorithm: string): string {
  return ['', 'SHA-256'].includes(textAt(file, algorithm)) ? textAt(file, value) : ''
}
