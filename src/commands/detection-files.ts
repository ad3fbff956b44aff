/** Finds detections and their SQL on disk: ours, and those in the user's folders. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sqlFolder } from '../clickhouse/sql-file.ts'
import { kindNames } from '../events/kinds.ts'
import type { DetectionWithSql } from '../jobs/detections.ts'
import { readDetections } from '../slo/detections/read-detections.ts'
import { describeProblems } from '../slo/problem.ts'
import { documentsIn } from './documents-in.ts'

const shippedDetections = fileURLToPath(new URL('../../detections/', import.meta.url))

export interface DetectionFiles {
  readonly detections: readonly DetectionWithSql[]
  /** What is wrong, a line each; one wrong document never hides the others. */
  readonly problems: readonly string[]
}

/** Reads the shipped folder and the user's folders or files. @throws LinkmeterError path_missing */
export function readDetectionFiles(paths: readonly string[]): DetectionFiles {
  const files = [shippedDetections, ...paths]
    .flatMap(documentsIn)
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  const read = readDetections(files, kindNames)
  const problems = read.problems.map((problem) => describeProblems([problem]))
  const detections = read.detections.flatMap((detection): DetectionWithSql[] => {
    const places = [join(detection.folder, detection.sql), join(sqlFolder, 'detections', detection.sql)]
    const sql_path = places.find((place) => existsSync(place))
    if (sql_path !== undefined) return [{ detection, sql_path, sql: readFileSync(sql_path, 'utf8') }]
    const path =
      files.find(({ text }) => text.includes(`name: ${detection.name}\n`))?.path ?? detection.folder
    problems.push(
      `${path}:1: There is no SQL file ${detection.sql}, beside its document or in sql/detections. ` +
        'Write it beside the document, or correct its name.',
    )
    return []
  })
  return { detections, problems }
}
