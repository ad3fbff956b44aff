/** The names by which documents refer to each other. Read from the raw data, so that a wrong field hides none. */
import { type Entry, isRecord, problemAt } from './check-document.ts'
import type { DocumentKind } from './openslo.ts'
import type { SloProblem } from './problem.ts'

const REFERENCES: Readonly<Record<string, DocumentKind>> = {
  indicatorRef: 'SLI',
  alertPolicyRef: 'AlertPolicy',
  conditionRef: 'AlertCondition',
  targetRef: 'AlertNotificationTarget',
  metricSourceRef: 'DataSource',
}

/** Every reference to a document that is in none of the files. */
export function unknownReferences(entries: readonly Entry[]): SloProblem[] {
  return entries.flatMap(({ document, kind }) => {
    if (kind === 'DataSource' || kind === 'Service' || !isRecord(document.value)) return []
    return references(document.value['spec'], ['spec']).flatMap(({ target, name, field }) => {
      const known = entries.filter((entry) => entry.kind === target).map((entry) => entry.name)
      if (known.includes(name)) return []
      const remedy =
        known.length > 0
          ? `Name one of: ${known.toSorted().join(', ')}.`
          : `Write an ${target} of that name; there is none yet.`
      return [problemAt(document, field, `There is no ${target} named ${name}.`, remedy)]
    })
  })
}

/** Two documents of one kind under one name: which of them is meant would depend on the order of files. */
export function repeatedNames(entries: readonly Entry[]): SloProblem[] {
  return entries.flatMap(({ document, kind, name }, index) => {
    const first = entries.slice(0, index).find((entry) => entry.kind === kind && entry.name === name)
    if (first === undefined || name === '') return []
    const place = `${first.document.path}:${first.document.lineOf(['metadata', 'name'])}`
    const problem = `There is already an ${kind} named ${name} at ${place}.`
    return [problemAt(document, ['metadata', 'name'], problem, 'Give one of them another name.')]
  })
}

interface Reference {
  readonly target: DocumentKind
  readonly name: string
  readonly field: readonly PropertyKey[]
}

function references(value: unknown, field: readonly PropertyKey[]): Reference[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => references(item, [...field, index]))
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const target = REFERENCES[key]
    if (target !== undefined && typeof inner === 'string')
      return [{ target, name: inner, field: [...field, key] }]
    return references(inner, [...field, key])
  })
}
