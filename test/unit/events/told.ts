/** Shorthand of the tests: a message from what it holds, and what a source told of it. */
import { readFileSync } from 'node:fs'
import type { KindName, TypedEvent } from '../../../src/events/kinds.ts'
import type { SourceMessage, Told } from '../../../src/events/source.ts'

/** Noon of the day after the fixtures' day. */
export const RECEIVED_AT = Date.UTC(2025, 2, 11, 12)

export function message(value: unknown, more: Partial<SourceMessage> = {}): SourceMessage {
  const bytes = Buffer.isBuffer(value) || value === null ? value : Buffer.from(JSON.stringify(value))
  return { value: bytes, headers: {}, delivered_at: null, received_at: RECEIVED_AT, ...more }
}

export function eventsOf(told: readonly Told[]): readonly TypedEvent[] {
  return told.flatMap((one) => {
    if (!one.ok) throw new Error(`rejected: ${one.reason.code} ${one.reason.detail}`)
    return one.events
  })
}

/** The rows of one kind. */
export function rowsOf<Kind extends KindName>(told: readonly Told[], kind: Kind): readonly RowOf<Kind>[] {
  return eventsOf(told)
    .filter((event) => event.kind === kind)
    .map((event) => event.row as RowOf<Kind>)
}

type RowOf<Kind extends KindName> = Extract<TypedEvent, { kind: Kind }>['row']

export function reasonsOf(told: readonly Told[]): readonly string[] {
  return told.map((one) => (one.ok ? 'told' : one.reason.code))
}

export function cloudtrailFixture(name: string) {
  return fixture(`cloudtrail/${name}`)
}

/** What a fixture holds: `vault/login-pair`. */
export function fixture(path: string) {
  return JSON.parse(readFileSync(`${import.meta.dirname}/../../fixtures/${path}.json`, 'utf8'))
}
