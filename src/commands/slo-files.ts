/** Finds the SLO documents and their SQL on disk: ours, and those in the user's folders. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sqlFolder } from '../clickhouse/sql-file.ts'
import { LinkmeterError } from '../errors.ts'
import { kindNames } from '../events/kinds.ts'
import type { SloWithSql } from '../jobs/sli.ts'
import { sqlPlaces } from '../slo/definition.ts'
import { describeProblems } from '../slo/problem.ts'
import { readSloDocuments } from '../slo/read-documents.ts'

const shippedSlos = fileURLToPath(new URL('../../slos/', import.meta.url))

export interface SloFiles {
  /** The SLOs that can be measured, each with its SQL. */
  readonly slos: readonly SloWithSql[]
  /** What is wrong, a line each; one wrong document never hides the others. */
  readonly problems: readonly string[]
}

/** Reads every document of the shipped folder and of the user's. @throws LinkmeterError path_missing */
export function readSloFiles(folders: readonly string[]): SloFiles {
  const paths = [shippedSlos, ...folders].flatMap(documentsIn)
  const files = paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  const documents = readSloDocuments(files, kindNames)
  const found = documents.slos.map((slo) => {
    const sql_path = sqlPlaces(slo, join(sqlFolder, 'slis')).find((place) => existsSync(place))
    return { slo, sql_path }
  })
  return {
    slos: found.flatMap(({ slo, sql_path }) =>
      sql_path === undefined ? [] : [{ slo, sql_path, sql: readFileSync(sql_path, 'utf8') }],
    ),
    problems: [
      ...(documents.problems.length > 0 ? describeProblems(documents.problems).split('\n') : []),
      ...found.flatMap(({ slo, sql_path }) =>
        sql_path === undefined
          ? [`${slo.name}: there is no SQL file ${slo.sql}, beside its document or in sql/slis`]
          : [],
      ),
    ],
  }
}

function documentsIn(folder: string): string[] {
  if (!existsSync(folder)) throw new LinkmeterError('path_missing', { path: folder })
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name))
}
