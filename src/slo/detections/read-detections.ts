/** Reads detections from YAML, or says everything that is wrong with them: file, line, field and remedy. */
import { dirname } from 'node:path'
import { z } from 'zod'
import { isRecord, problemAt, schemaProblems } from '../check-document.ts'
import { parseDuration } from '../duration.ts'
import type { SloProblem } from '../problem.ts'
import { type SloFile, type YamlDocument, yamlDocuments } from '../yaml-documents.ts'
import type { Detection } from './definition.ts'

export interface DetectionDocuments {
  readonly detections: readonly Detection[]
  readonly problems: readonly SloProblem[]
}

/** @param kinds the kinds of event there are */
export function readDetections(files: readonly SloFile[], kinds: readonly string[]): DetectionDocuments {
  const problems: SloProblem[] = []
  const detections = new Map<string, Detection>()
  for (const file of files) {
    const read = yamlDocuments(file)
    problems.push(...read.problems)
    for (const document of read.documents.filter(({ broken }) => !broken)) {
      const outcome = readOne(document, kinds)
      problems.push(...outcome.problems)
      const { detection } = outcome
      if (detection === null) continue
      if (detections.has(detection.name)) {
        const remedy = 'Give it another name: a detection is known by its name.'
        problems.push(problemAt(document, ['name'], `There is another detection ${detection.name}.`, remedy))
      } else detections.set(detection.name, detection)
    }
  }
  return { detections: [...detections.values()], problems }
}

function readOne(
  document: YamlDocument,
  kinds: readonly string[],
): { detection: Detection | null; problems: SloProblem[] } {
  if (!isRecord(document.value)) {
    const problem = problemAt(
      document,
      [],
      'The document is not a mapping.',
      'Begin it with name: my-detection.',
    )
    return { detection: null, problems: [problem] }
  }
  const checked = schema.safeParse(document.value, { reportInput: true })
  if (!checked.success) {
    const problems = schemaProblems(document, checked.error.issues, { remedies, page: 'docs/detections.md' })
    return { detection: null, problems }
  }
  const { look_back, keep_firing_for, every, sql, ...rest } = checked.data
  const problems = rest.inputs.flatMap((kind, index) =>
    kinds.includes(kind)
      ? []
      : [
          problemAt(
            document,
            ['inputs', index],
            `${kind} is no kind of event.`,
            `Use one of: ${kinds.join(', ')}.`,
          ),
        ],
  )
  if (keep_firing_for > look_back) {
    const remedy = 'Look back as far, or farther: what is not looked at is taken for over.'
    problems.push(
      problemAt(document, ['keep_firing_for'], 'keep_firing_for is longer than look_back.', remedy),
    )
  }
  if (problems.length > 0) return { detection: null, problems }
  const detection = {
    ...rest,
    folder: dirname(document.path),
    sql: sql ?? `${rest.name}.sql`,
    look_back_s: look_back,
    keep_firing_for_s: keep_firing_for,
    every_s: every,
  }
  return { detection, problems: [] }
}

/** Labels that linkmeter gives itself. */
const ownLabels = [
  'alertname',
  'severity',
  'detection',
  'owner',
  'team',
  'tier',
  'account_owner',
  'account_team',
  'account_criticality',
]

const duration = z.string().transform((text, context) => {
  const seconds = parseDuration(text)
  if (seconds !== null && seconds > 0) return seconds
  context.addIssue({ code: 'custom', message: 'is no duration', input: text })
  return z.NEVER
})
const sentence = z.string().min(1)
const column = z
  .string()
  .regex(/^[a-z_][a-z0-9_]*$/, 'is no name of a column')
  .refine((name) => !ownLabels.includes(name), { message: 'is a label that linkmeter gives itself' })

const schema = z.strictObject({
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'is no name'),
  title: sentence,
  description: sentence,
  severity: z.enum(['page', 'ticket']),
  owner: sentence,
  team: sentence,
  runbook: sentence,
  sql: z
    .string()
    .regex(/^[\w.-]+\.sql$/, 'is no name of a SQL file')
    .optional(),
  look_back: duration,
  keep_firing_for: duration,
  every: duration,
  labels: z.array(column).default([]),
  inputs: z.array(z.string()).default([]),
})

const DURATION = 'Write it like 15m, 1h or 1d.'
const remedies: Readonly<Record<string, string>> = {
  name: 'Use up to 63 lower-case letters, digits and dashes, beginning and ending with a letter or digit.',
  title: 'Say in a few words what happened.',
  description: 'Say in a sentence or two what is looked for.',
  severity: 'Write page or ticket.',
  owner: 'Say who answers for it: owner: Security.',
  team: 'Say whom to call: team: security.',
  runbook: 'Name a page that says what to do: runbook: alerts/runbooks/my-detection.md.',
  sql: 'Name a file such as my-detection.sql, beside the document or in sql/detections.',
  look_back: DURATION,
  keep_firing_for: DURATION,
  every: DURATION,
  labels: 'Name columns of the SQL, such as [target_account, role, principal].',
  inputs: 'Name kinds of event, such as [quota_sample].',
}
