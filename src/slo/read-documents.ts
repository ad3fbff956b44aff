/** Reads OpenSLO documents into SLOs that can be trusted, or says everything that is wrong with them. */
import { checkDocument, identify } from './check-document.ts'
import type { AlertPolicy, SloDefinition } from './definition.ts'
import type { DocumentKind } from './openslo.ts'
import type { Named, Placed } from './placed.ts'
import type { SloProblem } from './problem.ts'
import { repeatedNames, unknownReferences } from './references.ts'
import { resolvePolicy } from './resolve-policy.ts'
import { indicatorProblems, type KindColumns, resolveSlo } from './resolve-slo.ts'
import { type SloFile, yamlDocuments } from './yaml-documents.ts'

export interface SloDocuments {
  /** The sound ones, in the order of the files. */
  readonly slos: readonly SloDefinition[]
  readonly policies: readonly AlertPolicy[]
  /** In the order of the files and lines. */
  readonly problems: readonly SloProblem[]
}

/**
 * @param files every document that may refer to another one must be among them
 * @param kinds the kinds of event there are; without them the names of inputs and of their columns are not checked
 */
export function readSloDocuments(files: readonly SloFile[], kinds?: KindColumns): SloDocuments {
  const problems: SloProblem[] = []
  const keep = <Value>(outcome: { value: Value; problems: readonly SloProblem[] }): Value => {
    problems.push(...outcome.problems)
    return outcome.value
  }

  // 1. Files to documents, 2. documents to named entries, 3. what the names refer to.
  const documents = files.flatMap((file) => {
    const read = yamlDocuments(file)
    problems.push(...read.problems)
    return read.documents
  })
  const entries = documents.flatMap((document) => {
    const { entry, problems: unnamed } = identify(document)
    problems.push(...unnamed)
    return entry ?? []
  })
  problems.push(...repeatedNames(entries), ...unknownReferences(entries))

  // 4. Every document against its schema: one that is wrong is left out, and so is what needs it.
  const checked = <Kind extends DocumentKind>(kind: Kind) =>
    entries
      .filter((entry) => entry.kind === kind)
      .flatMap(({ name, document }) => {
        const part = keep(checkDocument(document, kind))
        return part === null ? [] : [{ name, placed: { part, document, field: [] } }]
      })
  const conditions = byName(checked('AlertCondition'))
  const indicators = byName(checked('SLI'))
  const written = byName(checked('AlertPolicy'))
  const slos = byName(checked('SLO'))
  for (const kind of ['AlertNotificationTarget', 'DataSource', 'Service'] as const) checked(kind)

  // 5. Policies with their conditions, SLOs with everything they name.
  const policies = new Map<string, AlertPolicy>()
  for (const [name, policy] of written) {
    const resolved = keep(resolvePolicy(policy, conditions))
    if (resolved !== null) policies.set(name, resolved)
  }
  for (const indicator of indicators.values()) problems.push(...indicatorProblems(indicator, kinds))
  const context = { indicators, conditions, policies, kinds }
  const found = [...slos.values()].flatMap((slo) => keep(resolveSlo(slo, context)) ?? [])
  return { slos: found, policies: [...policies.values()], problems: inOrder(problems, files) }
}

/** Of several under one name, which is reported, the first stays. */
function byName<Part>(list: readonly { name: string; placed: Placed<Part> }[]): Named<Part> {
  const named = new Map<string, Placed<Part>>()
  for (const { name, placed } of list) if (!named.has(name)) named.set(name, placed)
  return named
}

function inOrder(problems: readonly SloProblem[], files: readonly SloFile[]): SloProblem[] {
  const place = new Map(files.map(({ path }, index) => [path, index]))
  const order = (problem: SloProblem) => place.get(problem.path) ?? files.length
  return problems.toSorted((one, other) => order(one) - order(other) || one.line - other.line)
}
