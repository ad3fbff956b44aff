/** Finds the SLO documents and their SQL on disk: ours, and those in the user's folders. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sqlFolder } from '../clickhouse/sql-file.ts'
import { kindColumns } from '../events/kinds.ts'
import type { SloWithSql } from '../jobs/sli.ts'
import { type SloDefinition, sqlPlaces } from '../slo/definition.ts'
import { describeProblems, type SloProblem } from '../slo/problem.ts'
import { readSloDocuments } from '../slo/read-documents.ts'
import type { SloFile } from '../slo/yaml-documents.ts'
import { documentsIn } from './documents-in.ts'

const shippedSlos = fileURLToPath(new URL('../../slos/', import.meta.url))

export interface SloFiles {
  /** The SLOs that can be measured, each with its SQL. */
  readonly slos: readonly SloWithSql[]
  /** What is wrong, a line each; one wrong document never hides the others. */
  readonly problems: readonly string[]
}

/** Reads every document of the shipped folder and of the user's. @throws LinkmeterError path_missing */
export function readSloFiles(folders: readonly string[]): SloFiles {
  return readDocuments([shippedSlos, ...folders].flatMap(documentsIn))
}

/**
 * As above, of files and folders; what is found of the shipped ones, which they may refer to, is left out.
 * @throws LinkmeterError path_missing
 */
export function readSloPaths(paths: readonly string[]): SloFiles {
  const asked = paths.flatMap(documentsIn).map((path) => resolve(path))
  const shipped = documentsIn(shippedSlos).filter((path) => !asked.includes(path))
  const { slos, problems } = readDocuments([...shipped, ...asked])
  const isAsked = (folder: string) => asked.some((path) => join(path, '..') === resolve(folder))
  return { slos: asked.length === 0 ? slos : slos.filter(({ slo }) => isAsked(slo.folder)), problems }
}

/**
 * The documents in use with some replaced: a file of the other folder stands in for the one of the same name.
 * @throws LinkmeterError path_missing
 */
export function readReplacedFiles(folders: readonly string[], replacing: string): SloFiles {
  const others = documentsIn(replacing)
  const names = new Set(others.map((path) => basename(path)))
  const kept = [shippedSlos, ...folders].flatMap(documentsIn).filter((path) => !names.has(basename(path)))
  return readDocuments([...kept, ...others])
}

function readDocuments(paths: readonly string[]): SloFiles {
  const files = paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  const documents = readSloDocuments(files, kindColumns)
  const found = documents.slos.map((slo) => {
    const sql_path = sqlPlaces(slo, join(sqlFolder, 'slis')).find((place) => existsSync(place))
    return { slo, sql_path }
  })
  const missing = found.flatMap(({ slo, sql_path }) => (sql_path === undefined ? missingSql(slo, files) : []))
  return {
    slos: found.flatMap(({ slo, sql_path }) =>
      sql_path === undefined ? [] : [{ slo, sql_path, sql: readFileSync(sql_path, 'utf8') }],
    ),
    problems: [...documents.problems, ...missing].map((problem) => describeProblems([problem])),
  }
}

/** Two SLOs may share one indicator: its line is where the file is named. */
function missingSql({ folder, sql }: SloDefinition, files: readonly SloFile[]): SloProblem[] {
  const file = files.find(({ path, text }) => join(path, '..') === join(folder) && text.includes(sql))
  const before = file?.text.slice(0, file.text.indexOf(sql)) ?? ''
  return [
    {
      path: file?.path ?? folder,
      line: before.split('\n').length,
      field: 'metricSource.spec.sql',
      problem: `There is no SQL file ${sql}, beside its document or in sql/slis.`,
      remedy: 'Write it beside the document, or correct its name.',
    },
  ]
}
