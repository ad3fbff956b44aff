/** What a policy decided, from the shapes in which policies answer. */
import { asObject, type JsonObject, listAt } from '../../json.ts'

export type Decision = 'allow' | 'deny' | 'error' | 'unknown'

/**
 * Undefined is not allow: a decision without a result denies. One whose result a mask has taken out or replaced is
 * unknown, and so is an answer that says neither.
 */
export function decisionOf(record: JsonObject): Decision {
  if (isMasked(record)) return 'unknown'
  if (record['error'] !== undefined && record['error'] !== null) return 'error'
  const { result } = record
  if (result === undefined) return 'deny'
  const answer = asObject(result)
  if (answer === null) return verdictOf(result)
  return verdictOf(answer['allowed'] ?? answer['allow'])
}

function verdictOf(value: unknown): Decision {
  if (value === true || value === 'true') return 'allow'
  return value === false || value === 'false' ? 'deny' : 'unknown'
}

/** `erased` and `masked` list JSON pointers into the record: `/result`, `/input/password`. */
function isMasked(record: JsonObject): boolean {
  const pointers = [...listAt(record, 'erased'), ...listAt(record, 'masked')]
  return pointers.some(
    (pointer) => typeof pointer === 'string' && /^\/result(?:\/allow(?:ed)?)?$/.test(pointer),
  )
}
