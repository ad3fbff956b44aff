/** Splits a YAML file into its documents, each of which still knows on which line a field stands. */
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import type { SloProblem } from './problem.ts'

export interface SloFile {
  readonly path: string
  readonly text: string
}

export interface YamlDocument {
  readonly path: string
  /** Plain data; of a broken document only its kind and name, so that those who name it need not complain too. */
  readonly value: unknown
  readonly broken: boolean
  /** The line of a field, or of the nearest thing around it where the field is missing. */
  readonly lineOf: (field: readonly PropertyKey[]) => number
}

/** Every document of a file. A broken one is reported and kept without a value: it hides none of the others. */
export function yamlDocuments(file: SloFile): { documents: YamlDocument[]; problems: SloProblem[] } {
  const lines = new LineCounter()
  const options = { lineCounter: lines, prettyErrors: false, logLevel: 'silent' } as const
  const parsed = [...parseAllDocuments(file.text, options)]
  const written = parsed.filter((document) => document.errors.length > 0 || !isEmpty(document))
  if (written.length === 0) return { documents: [], problems: [emptyFile(file.path)] }
  const problems: SloProblem[] = []
  const documents = written.map((document) => {
    const lineAt = (offset: number) => lines.linePos(offset).line
    for (const error of [...document.errors, ...document.warnings]) {
      problems.push(wrongYaml(file.path, lineAt(error.pos[0]), error.message))
    }
    const { value, failure } = dataOf(document)
    if (failure !== undefined) problems.push(wrongYaml(file.path, lineAt(document.range[0]), failure))
    return {
      path: file.path,
      value,
      broken: document.errors.length > 0 || failure !== undefined,
      lineOf: (field: readonly PropertyKey[]) => lineAt(offsetOf(document, field)),
    }
  })
  return { documents, problems }
}

function isEmpty(document: Document.Parsed): boolean {
  return document.contents === null || (isScalar(document.contents) && document.contents.value === null)
}

function emptyFile(path: string): SloProblem {
  const remedy = 'Write an OpenSLO document into it, or remove the file.'
  return { path, line: 1, field: '', problem: 'The file holds no document.', remedy }
}

function wrongYaml(path: string, line: number, message: string): SloProblem {
  const remedy = 'Correct the line; indent with spaces and put texts with special characters in quotes.'
  return { path, line, field: '', problem: `The YAML is wrong: ${message.replace(/\.$/, '')}.`, remedy }
}

/** Aliases that unfold without end are found only when the data is built, and are thrown. */
function dataOf(document: Document.Parsed): { value: unknown; failure?: string } {
  if (document.errors.length > 0) return { value: identityOf(document) }
  try {
    return { value: document.toJS() }
  } catch (failure) {
    const message = failure instanceof Error ? failure.message : String(failure)
    return { value: identityOf(document), failure: message }
  }
}

function identityOf(document: Document.Parsed): unknown {
  if (!isMap(document.contents)) return undefined
  return { kind: document.getIn(['kind']), metadata: { name: document.getIn(['metadata', 'name']) } }
}

function offsetOf(document: Document.Parsed, field: readonly PropertyKey[]): number {
  let node: unknown = document.contents
  let offset = document.contents?.range[0] ?? document.range[0]
  for (const key of field) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      if (pair === undefined) return offset
      offset = startOf(pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(key)]
      offset = startOf(node) ?? offset
    } else return offset
  }
  return offset
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}
