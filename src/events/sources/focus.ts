/**
 * FOCUS 1.0 billing rows: what each charge of a cloud bill cost, by service, account and day.
 * A row is a JSON object by the names of its columns; the reader of CSV files makes one of each line.
 */
import { contentId } from '../content-id.ts'
import { asObject, type JsonObject, parseBytes } from '../json.ts'
import type { SourceDefinition, SourceMessage, Told } from '../source.ts'
import { checkEvents, rejected } from '../told.ts'
import { costDraft } from './focus/row.ts'

export const focus = {
  source: 'focus',
  summary: 'Rows of a FOCUS 1.0 bill, from CSV files or as JSON: cost samples.',
  is_audit_log: false,
  carries_correlation_id: false,
  // A bill has no ids of its rows: two equal rows are two charges.
  makes_repeats: true,
  tell,
} as const satisfies SourceDefinition

/** One row, or an array of rows. */
function tell(message: SourceMessage): readonly Told[] {
  if (message.value === null) return []
  const parsed = parseBytes(message.value)
  if (!parsed.ok) return [parsed]
  if (!Array.isArray(parsed.value)) return [tellRow(parsed.value, message.earlier_alike ?? 0, message)]
  const seen = new Map<string | null, number>()
  return parsed.value.map((row) => {
    const id = contentId('focus', row)
    const earlier = seen.get(id) ?? 0
    seen.set(id, earlier + 1)
    return tellRow(row, earlier, message)
  })
}

function tellRow(value: unknown, earlier: number, message: SourceMessage): Told {
  const row = asObject(value)
  if (row === null) return rejected('wrong_shape', 'row: expected an object')
  const missing = NEEDED.filter((column) => !Object.hasOwn(row, column))
  if (missing.length > 0)
    return rejected('wrong_shape', `${missing.join(', ')}: missing, which every bill has`)
  const event_id = rowId(row, earlier)
  if (event_id === null) return rejected('wrong_shape', 'row: nested too deeply')
  const draft = costDraft(row, event_id)
  if (draft === null)
    return rejected('invalid_field', 'ChargePeriodStart: expected a time, in UTC unless it says so')
  return checkEvents([draft], message)
}

const NEEDED = ['BilledCost', 'ChargePeriodStart'] as const

/** The row's content, and which it is of those alike: the same file read again gives the same ids. */
function rowId(row: JsonObject, earlier: number): string | null {
  const id = contentId('focus', row)
  return id === null || earlier === 0 ? id : `${id} ${earlier + 1}`
}
