/** From what an adapter found in a record to a checked event, or to the reason it is none. */
import type { z } from 'zod'
import type { RejectionCode } from '../errors.ts'
import { type EventInput, type KindName, kinds, type TypedEvent } from './kinds.ts'
import type { SourceMessage, Told } from './source.ts'

/** So far ahead of its arrival a time may be: clocks differ, days do not. */
export const ONE_DAY_MS = 86_400_000

/**
 * Checks one event against its kind's schema.
 * Unknown extra fields are ignored. A time more than a day ahead of `message.received_at` is refused.
 * An audit record that does not say when it was delivered was so when the message was, else at its own time.
 */
export function checkEvent<Kind extends KindName>(
  kind: Kind,
  input: EventInput<Kind> | object,
  message: Pick<SourceMessage, 'received_at' | 'delivered_at'>,
): { ok: true; event: TypedEvent } | { ok: false; reason: { code: RejectionCode; detail: string } } {
  const checked = kinds[kind].schema.safeParse(input)
  if (!checked.success) return { ok: false, reason: explain(checked.error) }
  if (checked.data.time > message.received_at + ONE_DAY_MS) {
    return { ok: false, reason: { code: 'impossible_time', detail: 'time: more than a day ahead' } }
  }
  const event = { kind, row: checked.data } as TypedEvent
  if (event.kind === 'audit') event.row.delivered_at ??= message.delivered_at ?? event.row.time
  return { ok: true, event }
}

/** One record's events: all of them, or the first reason against one. */
export function checkEvents(
  drafts: Iterable<EventDraft>,
  message: Pick<SourceMessage, 'received_at' | 'delivered_at'>,
): Told {
  const events: TypedEvent[] = []
  for (const { kind, input } of drafts) {
    const checked = checkEvent(kind, input, message)
    if (!checked.ok) return checked
    events.push(checked.event)
  }
  return { ok: true, events }
}

/** What an adapter makes of a record before it is checked. */
export type EventDraft = { [Kind in KindName]: { kind: Kind; input: EventInput<Kind> } }[KindName]

export function rejected(code: RejectionCode, detail: string): Extract<Told, { ok: false }> {
  return { ok: false, reason: { code, detail } }
}

/** Names every wrong field, never its value: a value may be a secret. */
function explain(error: z.ZodError): { code: RejectionCode; detail: string } {
  const impossible = error.issues.find(
    (issue) => issue.code === 'custom' && issue.params?.['rejection'] === 'impossible_time',
  )
  const detail = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  return { code: impossible ? 'impossible_time' : 'invalid_field', detail }
}
