import { describe, expect, it } from 'vitest'
import { isKindName } from '../../../src/events/kinds.ts'
import { checkEvent } from '../../../src/events/told.ts'
import { PLANTED_SECRET } from '../../../src/simulator/malformed.ts'
import { simulate } from '../../../src/simulator/simulate.ts'
import { tally } from './recount.ts'

const FROM = Date.UTC(2026, 2, 3, 10)
const simulation = simulate({
  seed: 9,
  from: FROM,
  to: FROM + 3_600_000,
  links: 10,
  events_target: 4_000,
  malformed_ratio: 0.25,
})
const messages = [...simulation.messages()]

describe('malformed messages', () => {
  it('are each rejected for the reason the truth names', () => {
    const codes = messages.filter(({ malformed }) => malformed).map(({ value }) => rejectionOf(value))
    expect(tally(codes)).toEqual(simulation.truth().malformed_by_code)
    expect(Object.keys(tally(codes)).sort()).toEqual([
      'impossible_time',
      'invalid_field',
      'invalid_utf8',
      'not_json',
      'unknown_kind',
      'wrong_shape',
    ])
  })

  it('are the only ones that are rejected', () => {
    const codes = messages.filter(({ malformed }) => !malformed).map(({ value }) => rejectionOf(value))
    expect(tally(codes)).toEqual({ none: simulation.truth().unique_events })
  })

  it('take no real event with them', () => {
    const ids = messages
      .filter(({ malformed }) => !malformed)
      .map(({ value }) => JSON.parse(value.toString()).event_id)
    const broken = messages.filter(({ malformed }) => malformed).map(({ value }) => value.toString('latin1'))
    const known = new Set(ids)
    const found = broken.flatMap((text) => /"event_id":"([0-9a-f]{32})"/.exec(text)?.[1] ?? [])
    expect(found.length).toBeGreaterThan(100)
    expect(found.filter((id) => known.has(id))).toEqual([])
  })

  it('carry planted secrets, also in bytes that end inside the secret; sound ones carry none', () => {
    const carry = (malformed: boolean) =>
      messages.filter((message) => message.malformed === malformed && message.value.includes(PLANTED_SECRET))
    expect(carry(true).length).toBeGreaterThan(100)
    expect(carry(false)).toEqual([])
    const open = new RegExp(`"(secretAccessKey|sessionToken|password)":"${PLANTED_SECRET}[0-9a-f]{1,31}$`)
    expect(carry(true).some(({ value }) => open.test(value.toString('latin1')))).toBe(true)
  })
})

/** What a reader of one plain JSON event must say, step by step. */
function rejectionOf(value: Buffer): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(value)
  } catch {
    return 'invalid_utf8'
  }
  let event: unknown
  try {
    event = JSON.parse(text)
  } catch {
    return 'not_json'
  }
  if (typeof event !== 'object' || event === null || !('kind' in event)) return 'wrong_shape'
  if (!isKindName(event.kind)) return 'unknown_kind'
  const checked = checkEvent(event.kind, event, { received_at: FROM + 86_400_000, delivered_at: null })
  return checked.ok ? 'none' : checked.reason.code
}
