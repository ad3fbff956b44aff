/**
 * The OpenSLO v1 documents that linkmeter reads, as far as it understands them. A field that it would have to
 * ignore is refused instead: an objective that looks set and is not is worse than none.
 * @see https://github.com/OpenSLO/OpenSLO (README, "Object Types")
 */
import { z } from 'zod'
import { conditionAnnotations, noAnnotations, read, sliAnnotations, sloAnnotations } from './annotations.ts'
import type { SloWindow } from './definition.ts'
import { parseDuration } from './duration.ts'

export const API_VERSION = 'openslo/v1'

const name = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'has characters that a name may not have')

const description = z.string().trim().max(1050).default('')

function metadata<Annotations extends z.ZodType>(annotations: Annotations) {
  return z.strictObject({
    name,
    displayName: z.string().min(1).optional(),
    labels: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
    annotations,
  })
}

/** The other way to give an inline object: by its name. */
function reference<Key extends string>(key: Key) {
  return z.strictObject({ kind: z.undefined().optional(), [key]: z.string() } as {
    kind: z.ZodOptional<z.ZodUndefined>
  } & Record<Key, z.ZodString>)
}

/** Asked even where other fields are wrong, so that one reading tells everything. */
function exactlyOne(keys: [string, string], remedy: string) {
  return [
    (value: object) => Object.keys(value).filter((key) => keys.includes(key)).length === 1,
    { message: `needs exactly one of ${keys.join(' and ')}`, params: { remedy }, when: () => true },
  ] as const
}

const metricSource = z.strictObject({
  metricSource: z.strictObject({
    metricSourceRef: name.optional(),
    type: z.literal('linkmeter'),
    spec: z.strictObject({
      sql: z.string().regex(/^[^/].*\.sql$/, 'is not the relative path of a .sql file'),
    }),
  }),
})

const indicatorSpec = z.strictObject({
  description,
  ratioMetric: z
    .strictObject({ counter: z.boolean(), good: metricSource, total: metricSource })
    .refine(({ good, total }) => good.metricSource.spec.sql === total.metricSource.spec.sql, {
      path: ['total', 'metricSource', 'spec', 'sql'],
      message: 'names another file than good does',
      params: { remedy: 'Name one SQL file in both: it returns good and total side by side.' },
    }),
})

const conditionSpec = z.strictObject({
  description,
  severity: z.enum(['page', 'ticket']),
  condition: z.strictObject({
    kind: z.literal('burnrate').default('burnrate'),
    threshold: z.number().positive(),
    lookbackWindow: read(parseDuration, 'a duration', 'Write it like 1h or 3d.'),
    /** The short window does this job, and resolves sooner. */
    alertAfter: z.literal('0m').default('0m'),
  }),
})

const condition = { metadata: metadata(conditionAnnotations), spec: conditionSpec }
const inlineCondition = z.strictObject({ kind: z.literal('AlertCondition'), ...condition })

const target = { metadata: metadata(noAnnotations), spec: z.looseObject({ target: z.string() }) }
const inlineTarget = z.strictObject({ kind: z.literal('AlertNotificationTarget'), ...target })

const policySpec = z.strictObject({
  description,
  alertWhenBreaching: z.literal(true).default(true),
  /** No effect: a decision's end is always told, and missing data raises an alert of its own. */
  alertWhenResolved: z.boolean().optional(),
  alertWhenNoData: z.boolean().optional(),
  conditions: z.array(z.discriminatedUnion('kind', [inlineCondition, reference('conditionRef')])).length(1),
  notificationTargets: z
    .array(z.discriminatedUnion('kind', [inlineTarget, reference('targetRef')]))
    .default([]),
})

const policy = { metadata: metadata(noAnnotations), spec: policySpec }
const inlinePolicy = z.strictObject({ kind: z.literal('AlertPolicy'), ...policy })

const objective = z
  .strictObject({
    displayName: z.string().min(1).optional(),
    target: z.number().gt(0).lt(1).optional(),
    targetPercent: z.number().gt(0).lt(100).optional(),
  })
  .refine(...exactlyOne(['target', 'targetPercent'], 'Give target: 0.999 or targetPercent: 99.9.'))

const WINDOW_REMEDY =
  'Write `duration: 30d` with `isRolling: true`, or `duration: 1M` with `calendar: { startTime: 2026-01-01 00:00:00, timeZone: Europe/Berlin }`.'

const timeWindow = z
  .strictObject({
    duration: z.string(),
    isRolling: z.boolean().optional(),
    calendar: z.strictObject({ startTime: z.string(), timeZone: z.string() }).optional(),
  })
  .transform((window, context): SloWindow => {
    const refuse = (message: string, field: string[]) => {
      context.addIssue({ code: 'custom', message, path: field, params: { remedy: WINDOW_REMEDY } })
      return z.NEVER
    }
    const { duration, calendar } = window
    if (calendar === undefined) {
      const seconds = parseDuration(duration)
      if (seconds === null || seconds < 3_600)
        return refuse(`"${duration}" is no rolling window`, ['duration'])
      if (window.isRolling !== true) return refuse('must be true where no calendar is given', ['isRolling'])
      return { type: 'rolling', seconds }
    }
    if (window.isRolling === true) return refuse('must be false where a calendar is given', ['isRolling'])
    if (duration !== '1M') return refuse(`"${duration}" is no calendar window: months only`, ['duration'])
    if (!/^\d{4}-\d\d-01 00:00:00$/.test(calendar.startTime)) {
      return refuse('is not the start of a month', ['calendar', 'startTime'])
    }
    if (!isTimeZone(calendar.timeZone)) {
      return refuse(`"${calendar.timeZone}" is no time zone of the IANA database`, ['calendar', 'timeZone'])
    }
    return { type: 'calendar', unit: 'month', timeZone: calendar.timeZone }
  })

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== null
  } catch {
    return false
  }
}

const indicator = { metadata: metadata(sliAnnotations), spec: indicatorSpec }

const sloSpec = z
  .strictObject({
    description,
    service: z.string().min(1),
    indicator: z.strictObject(indicator).optional(),
    indicatorRef: z.string().optional(),
    timeWindow: z.array(timeWindow).max(1).optional(),
    budgetingMethod: z.literal('Occurrences'),
    objectives: z.array(objective).length(1),
    alertPolicies: z
      .array(z.discriminatedUnion('kind', [inlinePolicy, reference('alertPolicyRef')]))
      .default([]),
  })
  .refine(
    ...exactlyOne(
      ['indicator', 'indicatorRef'],
      'Name the SLI in indicatorRef, or write it out under indicator.',
    ),
  )

function document<Kind extends string, Parts extends z.ZodRawShape>(kind: Kind, parts: Parts) {
  return z.strictObject({ apiVersion: z.literal(API_VERSION), kind: z.literal(kind), ...parts })
}

/** A schema for each kind of document. */
export const documentSchemas = {
  SLO: document('SLO', { metadata: metadata(sloAnnotations), spec: sloSpec }),
  SLI: document('SLI', indicator),
  AlertPolicy: document('AlertPolicy', policy),
  AlertCondition: document('AlertCondition', condition),
  AlertNotificationTarget: document('AlertNotificationTarget', target),
  DataSource: document('DataSource', { metadata: metadata(noAnnotations), spec: z.looseObject({}) }),
  Service: document('Service', { metadata: metadata(noAnnotations), spec: z.looseObject({}) }),
} as const

export type DocumentKind = keyof typeof documentSchemas
export type SloDocument = z.output<typeof documentSchemas.SLO>
export type Indicator = Pick<z.output<typeof documentSchemas.SLI>, 'metadata' | 'spec'>
export type Policy = Pick<z.output<typeof documentSchemas.AlertPolicy>, 'metadata' | 'spec'>
export type Condition = Pick<z.output<typeof documentSchemas.AlertCondition>, 'metadata' | 'spec'>
