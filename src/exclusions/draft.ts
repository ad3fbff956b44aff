/**
 * What an exclusion must say before it is written, the same for the command and for HTTP: what kind it is, what it
 * covers, from when to when, who asks for it and why.
 */
import { z } from 'zod'
import { parseMoment } from '../events/moment.ts'
import { EARLIEST_MS, FOREVER_MS } from './span.ts'

export const exclusionKinds = ['maintenance', 'test_principal', 'correction'] as const
export type ExclusionKind = (typeof exclusionKinds)[number]

/** A sound exclusion that is not written yet. Scope that is null covers all. */
export interface ExclusionDraft {
  readonly kind: ExclusionKind
  /** Source or target account. */
  readonly account: string | null
  readonly role: string | null
  /** A pattern: `*` stands for any number of characters. */
  readonly principal: string | null
  readonly slo: string | null
  readonly from_ms: number
  /** Exclusive. */
  readonly to_ms: number
  readonly author: string
  readonly reason: string
}

export type ReadDraft =
  | { readonly ok: true; readonly draft: ExclusionDraft }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Judges what a user wrote; all that is wrong is told at once. `slos` are the names of the SLOs there are. */
export function readDraft(written: unknown, slos: readonly string[]): ReadDraft {
  const read = schema.safeParse(written)
  if (!read.success) return { ok: false, problems: read.error.issues.map(problemOf) }
  const { kind, account, role, principal, slo, author, reason } = read.data
  const draft: ExclusionDraft = {
    kind,
    account: account ?? null,
    role: role ?? null,
    principal: principal ?? null,
    slo: slo ?? null,
    from_ms: read.data.from ?? EARLIEST_MS,
    to_ms: read.data.to ?? FOREVER_MS,
    author,
    reason,
  }
  const problems = [...problemsOfScope(draft, read.data.everything, slos), ...problemsOfSpan(read.data)]
  return problems.length === 0 ? { ok: true, draft } : { ok: false, problems }
}

const LONGEST_NAME = 200
const LONGEST_REASON = 1000

function name(most: number) {
  return z
    .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'is no text') })
    .trim()
    .min(1, 'is empty')
    .max(most, `is longer than ${most} characters`)
    .refine((text) => !/\p{Cc}/u.test(text), 'holds a control character')
}

const moment = z
  .string({ error: 'is no text' })
  .transform((text) => parseMoment(text.trim()))
  .refine(Number.isFinite, { error: 'is no time with a zone, such as 2026-11-01T00:00:00Z', abort: true })
  .refine((at_ms) => at_ms >= EARLIEST_MS && at_ms < FOREVER_MS, 'lies before the year 2000 or after 2199')

const schema = z.strictObject({
  kind: z.enum(exclusionKinds, {
    error: (issue) => (issue.input === undefined ? 'is missing' : `is none of ${exclusionKinds.join(', ')}`),
  }),
  account: name(LONGEST_NAME).nullish(),
  role: name(LONGEST_NAME).nullish(),
  principal: name(LONGEST_NAME).nullish(),
  slo: name(LONGEST_NAME).nullish(),
  from: moment.nullish(),
  to: moment.nullish(),
  author: name(LONGEST_NAME),
  reason: name(LONGEST_REASON),
  everything: z.boolean({ error: 'is neither true nor false' }).default(false),
})

type Written = z.output<typeof schema>

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `there is no field ${issue.keys.join(', ')}`
  return issue.path.length === 0 ? 'it is no JSON object' : `${issue.path.join('.')} ${issue.message}`
}

function problemsOfScope(draft: ExclusionDraft, everything: boolean, slos: readonly string[]): string[] {
  const problems: string[] = []
  const { kind, account, role, principal, slo } = draft
  const isEmpty = [account, role, principal, slo].every((part) => part === null)
  if (kind === 'test_principal' && principal === null)
    problems.push('principal is missing for a test principal')
  else if (isEmpty && !everything) {
    problems.push(
      'it would cover every event: name an account, role, principal or slo, or confirm with everything',
    )
  }
  if (!isEmpty && everything) problems.push('everything contradicts an account, role, principal or slo')
  if (principal !== null && /^\*+$/.test(principal)) problems.push('principal names everyone: leave it out')
  if (slo !== null && !slos.includes(slo)) {
    problems.push(`slo ${slo} does not exist: choose one of ${slos.join(', ')}`)
  }
  return problems
}

/** Test principals may be ones for ever; a maintenance or a correction has an end. */
function problemsOfSpan({ kind, from, to }: Written): string[] {
  if (kind !== 'test_principal') {
    const missing = Object.entries({ from, to }).filter(([, at]) => at === undefined || at === null)
    if (missing.length > 0) return missing.map(([end]) => `${end} is missing`)
  }
  if (from === undefined || from === null || to === undefined || to === null || from < to) return []
  return ['to is not after from']
}
