/** What can be wrong with SLO documents: a place, a sentence and a remedy each, so that all are mended in one go. */

export interface SloProblem {
  /** The file. */
  readonly path: string
  /** Counted from 1. */
  readonly line: number
  /** The field within the document, such as `spec.objectives[0].target`; empty where it is the document as a whole. */
  readonly field: string
  /** One sentence that names what is wrong. */
  readonly problem: string
  readonly remedy: string
}

/** One line each, `path:line: problem remedy`, in the order of the files given: the text for `slo_documents_invalid`. */
export function describeProblems(problems: readonly SloProblem[]): string {
  return problems.map(describeProblem).join('\n')
}

/** The field is named once: most sentences do. */
function describeProblem({ path, line, field, problem, remedy }: SloProblem): string {
  const named = field === '' || problem.includes(field) ? problem : `${field}: ${problem}`
  return `${path}:${line}: ${named} ${remedy}`
}

/** `['spec', 'objectives', 0, 'target']` as people write it. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`
    return name === '' ? String(key) : `${name}.${String(key)}`
  }, '')
}
