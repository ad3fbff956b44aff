/** What a kind of event is: a schema whose keys are its table's columns, and the names that follow from it. */
import { z } from 'zod'
import { moment, ordinal, requiredText, text, word } from './column.ts'

/** Columns that every kind has and that its source tells. A link is (source_account, role, target_account). */
export const commonColumns = {
  /** The same whenever the same event arrives again. */
  event_id: requiredText(),
  /** When it happened, in milliseconds since 1970. */
  time: moment(),
  /** Who sent it: a broker's name, a CloudEvents source. */
  emitter: word(),
  source_account: word(),
  target_account: word(),
  role: word(),
  region: word(),
  principal: word(),
  correlation_id: text(),
  /** Of two tellings under one event_id the higher stays (CloudTrail: the caller's copy). */
  precedence: ordinal(0),
}

/** Columns that ingest adds: the adapter's name, when we took it and where it stood in its log. */
export const positionColumns = {
  source: 'LowCardinality(String)',
  ingested_at: "DateTime64(3, 'UTC')",
  _topic: 'LowCardinality(String)',
  _partition: 'Int32',
  _offset: 'Int64',
} as const

/**
 * Declares a kind from its own columns: `kind` is its singular name in events and CloudEvents types, `plural` its
 * view's (`raw_` and `counted_` go before it), `summary` one sentence for docs/events.md.
 */
export function defineKind<const Kind extends string, Shape extends z.ZodRawShape>(definition: {
  kind: Kind
  plural: string
  summary: string
  columns: Shape
}) {
  const { kind, plural, summary, columns } = definition
  return { kind, plural, summary, schema: z.object({ ...commonColumns, ...columns }) } as const
}

export const outcomes = [
  'success',
  'auth_error',
  'business_error',
  'throttled',
  'service_error',
  'unknown',
] as const
export type Outcome = (typeof outcomes)[number]

/** The halves of a call that an audit device logs apart; `whole` where one record tells all. */
export const phases = ['whole', 'request', 'response'] as const
