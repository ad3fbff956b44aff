/** The shipped detections over a real engine: one run as of a moment, and what fires then. */
import { Registry } from 'prom-client'
import type { Store } from '../../src/clickhouse/store.ts'
import { readDetectionFiles } from '../../src/commands/detection-files.ts'
import { createDetector, type FiringDetection, firingDetections } from '../../src/jobs/detect.ts'
import { checkDetections, type DetectionWithSql } from '../../src/jobs/detections.ts'
import { jobMetrics } from '../../src/jobs/metrics.ts'

export async function soundDetections(
  store: Store,
  folders: readonly string[] = [],
): Promise<DetectionWithSql[]> {
  const files = readDetectionFiles(folders)
  const { detections, problems } = await checkDetections(store, files.detections)
  const wrong = [...files.problems, ...problems]
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  return detections
}

/** As a service does that has just started: every detection is due. */
export async function detect(
  store: Store,
  detections: readonly DetectionWithSql[],
  at_ms: number,
): Promise<FiringDetection[]> {
  const logger = { warn: () => undefined }
  await createDetector({ store, detections, logger, metrics: jobMetrics(new Registry()) }).run(at_ms)
  return firingDetections(store)
}
