/** Holds one document against the schema of its kind and names every wrong field with its line. */
import type { z } from 'zod'
import { PREFIX } from './annotations.ts'
import { API_VERSION, type DocumentKind, documentSchemas } from './openslo.ts'
import { fieldName, type SloProblem } from './problem.ts'
import type { YamlDocument } from './yaml-documents.ts'

/** A document that others may refer to. */
export interface Entry {
  readonly document: YamlDocument
  readonly kind: DocumentKind
  readonly name: string
}

type Checked<Kind extends DocumentKind> = z.output<(typeof documentSchemas)[Kind]>

/** The document as its kind's schema has it, or null, and what is wrong with it. */
export function checkDocument<Kind extends DocumentKind>(
  document: YamlDocument,
  kind: Kind,
): { value: Checked<Kind> | null; problems: SloProblem[] } {
  if (document.broken) return { value: null, problems: [] }
  const checked = documentSchemas[kind].safeParse(document.value, { reportInput: true })
  if (checked.success) return { value: checked.data as Checked<Kind>, problems: [] }
  return { value: null, problems: schemaProblems(document, checked.error.issues, ofSlos) }
}

/** The kind and name of a document, even of one whose other fields are wrong: others may refer to it. */
export function identify(document: YamlDocument): { entry: Entry | null; problems: SloProblem[] } {
  const { value } = document
  if (document.broken && !(isRecord(value) && isKind(value['kind']))) return { entry: null, problems: [] }
  if (!isRecord(value)) {
    const remedy = `Begin it with apiVersion: ${API_VERSION}.`
    return { entry: null, problems: [problemAt(document, [], 'The document is not a mapping.', remedy)] }
  }
  const kind = value['kind']
  if (!isKind(kind)) {
    const remedy = `Use one of: ${Object.keys(documentSchemas).join(', ')}.`
    const told =
      kind === undefined ? 'kind is missing.' : `kind is ${JSON.stringify(kind)}, which is unknown.`
    return { entry: null, problems: [problemAt(document, ['kind'], told, remedy)] }
  }
  const name = isRecord(value['metadata']) ? value['metadata']['name'] : undefined
  return { entry: { document, kind, name: typeof name === 'string' ? name : '' }, problems: [] }
}

export function problemAt(
  document: YamlDocument,
  field: readonly PropertyKey[],
  problem: string,
  remedy: string,
): SloProblem {
  return { path: document.path, line: document.lineOf(field), field: fieldName(field), problem, remedy }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isKind(kind: unknown): kind is DocumentKind {
  return typeof kind === 'string' && Object.hasOwn(documentSchemas, kind)
}

/** What to do about a field, by its name, and the page that describes every field. */
interface Advice {
  readonly remedies: Readonly<Record<string, string>>
  readonly page: string
}

/** Every wrong field of a document with its line and remedy. */
export function schemaProblems(
  document: YamlDocument,
  issues: readonly z.core.$ZodIssue[],
  advice: Advice,
): SloProblem[] {
  return issues.flatMap((issue) => explain(document, issue, advice))
}

function explain(document: YamlDocument, issue: z.core.$ZodIssue, advice: Advice): SloProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const field = [...issue.path, key]
      const remedy =
        advice.remedies[key] ?? `Remove it or correct its name; ${advice.page} describes every field.`
      return problemAt(document, field, `${fieldName(field)} is not a field that linkmeter knows.`, remedy)
    })
  }
  const field = fieldName(issue.path)
  const stated = issue.code === 'custom' ? issue.params?.['remedy'] : undefined
  const remedy = typeof stated === 'string' ? stated : remedyOf(issue.path, advice)
  return [problemAt(document, issue.path, `${field} ${whatIsWrong(issue)}.`, remedy)]
}

function whatIsWrong(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'custom':
      return issue.message.startsWith('"') ? `is wrong: ${issue.message}` : issue.message
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing'
      return `must be ${article(issue.expected)}`
    case 'invalid_value':
      if (issue.input === undefined) return 'is missing'
      return `must be ${issue.values.map(String).join(' or ')}`
    case 'too_big':
      return `must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}${unitOf(issue.origin)}`
    case 'too_small':
      return `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}${unitOf(issue.origin)}`
    case 'invalid_format':
      return issue.message
    case 'invalid_union':
      return 'is neither a reference nor an object of the right kind'
    default:
      return `is wrong: ${issue.message}`
  }
}

function article(expected: string): string {
  const names: Record<string, string> = {
    string: 'a text',
    object: 'a mapping',
    array: 'a list',
    record: 'a mapping',
  }
  return names[expected] ?? `a ${expected}`
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long'
  return origin === 'array' ? ' item long' : ''
}

function remedyOf(path: readonly PropertyKey[], { remedies, page }: Advice): string {
  const key = String(path.findLast((part) => typeof part === 'string') ?? '')
  if (key.startsWith(PREFIX)) {
    return (
      remedies[key.slice(PREFIX.length)] ??
      'Write it as a text in quotes; docs/slis.md lists the annotations.'
    )
  }
  return remedies[key] ?? `Correct it; ${page} describes every field.`
}

/** What to do about a field, by its name. */
const remedies: Readonly<Record<string, string>> = {
  apiVersion: `Write apiVersion: ${API_VERSION}.`,
  name: 'Use up to 63 lower-case letters, digits and dashes, beginning and ending with a letter or digit.',
  description: 'Say in a few sentences (up to 1,050 characters) what is measured.',
  target:
    'Give a share such as 0.999; for 100 % set the annotation linkmeter.dev/objective: "100%" beside it.',
  targetPercent:
    'Give a percentage such as 99.9; for 100 % set the annotation linkmeter.dev/objective: "100%" beside it.',
  objectives: 'Give exactly one objective; make a second SLO for a second one.',
  timeWindow: 'Give one window, or none for a rolling one of 30 days.',
  budgetingMethod: 'Write Occurrences; for time slices let the SQL return one row for each slice.',
  alertPolicies: 'List items such as `- alertPolicyRef: page-fast-burn`.',
  conditions: 'Give exactly one condition, by conditionRef or written out.',
  thresholdMetric: 'Use ratioMetric; the SQL decides what is good.',
  ratioMetric: 'Give counter: false, and good and total with the same metricSource.',
  bad: 'Give good; the SQL returns good and total side by side.',
  raw: 'Give good and total; the SQL returns both side by side.',
  type: 'Write type: linkmeter.',
  sql: 'Name a file such as m03-action-success.sql, beside the document or in sql/slis.',
  severity: 'Write page or ticket.',
  alertAfter: 'Write 0m: the short window keeps a brief peak from alerting.',
  alertWhenBreaching: 'Write true, or take the policy out of the SLO.',
  threshold: 'Give the burn rate that is too much, such as 14.4.',
  service: 'Name the service it belongs to, such as delegated-access.',
  owner: 'Say who answers for it: linkmeter.dev/owner: "Identity platform".',
  team: 'Say whom to call: linkmeter.dev/team: identity-platform.',
  runbook: 'Name a page that says what to do: linkmeter.dev/runbook: "https://…".',
  inputs: 'Name the kinds of event it needs: linkmeter.dev/inputs: "action, token_issuance".',
  lookback: 'Say how far back an event can change results: linkmeter.dev/lookback: "5m".',
  lookahead:
    'Say how far ahead an event can change results: linkmeter.dev/lookahead: "5m, token_issuance=12h".',
  critical: 'Write "true" or "false", in quotes.',
  'critical-only': 'Write "true" or "false", in quotes.',
  kind: 'Give a reference such as alertPolicyRef alone, or kind, metadata and spec.',
  [`${PREFIX}kind`]: 'Write ratio; counts and levels are not evaluated yet.',
  grouping: 'Write link, source_account, target_account or role.',
  grain: 'Write minute, hour or day.',
}

const ofSlos: Advice = { remedies, page: 'docs/slis.md' }
