/** Reading JSON that nobody has checked: total functions, whatever the bytes. */
import { isUtf8 } from 'node:buffer'
import type { Rejection } from './source.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: Rejection }

const BYTE_ORDER_MARK = '\uFEFF'

/** Bytes to JSON. The reason never holds a piece of the bytes, as an engine's own message would. */
export function parseBytes(bytes: Buffer): Parsed {
  if (!isUtf8(bytes)) return unreadable('invalid_utf8', 'message: not UTF-8')
  const text = bytes.toString('utf8')
  return parseText(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, 'message')
}

/** Text to JSON; `place` names it in the reason. */
export function parseText(text: string, place: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return unreadable('not_json', `${place}: ${text.trim() === '' ? 'empty' : 'not JSON'}`)
  }
}

/**
 * Bytes to the JSON documents they hold: one, or one a line, as log files and their shippers write them.
 * A line that is no JSON never costs its neighbours.
 */
export function parseDocuments(bytes: Buffer): readonly Parsed[] {
  const whole = parseBytes(bytes)
  if (whole.ok || whole.reason.code !== 'not_json') return [whole]
  const lines = bytes.toString('utf8').split(/\r?\n/)
  const documents = lines.filter((line) => line.trim() !== '').map((line) => parseText(line, 'line'))
  // One document over several lines that is broken is one mistake.
  return documents.some((line) => line.ok && asObject(line.value) !== null) ? documents : [whole]
}

/** The value as an object, null when it is anything else. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
}

/** The text at a path of keys; empty when there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = valueAt(value, path)
  return typeof found === 'string' ? found : ''
}

/** The number at a path of keys; null when there is none. */
export function numberAt(value: unknown, ...path: readonly string[]): number | null {
  const found = valueAt(value, path)
  return typeof found === 'number' ? found : null
}

/** The object at a path of keys, also when it stands there as JSON text; empty when there is none. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject {
  const found = valueAt(value, path)
  if (typeof found !== 'string') return asObject(found) ?? {}
  const parsed = parseText(found, '')
  return (parsed.ok ? asObject(parsed.value) : null) ?? {}
}

/** The list at a path of keys; a single value is a list of one, as policy documents write it. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, path)
  if (found === undefined || found === null) return []
  return Array.isArray(found) ? found : [found]
}

/** Those of the list at a path of keys that are objects. */
export function objectsAt(value: unknown, ...path: readonly string[]): readonly JsonObject[] {
  return listAt(value, ...path)
    .map(asObject)
    .filter((item) => item !== null)
}

/** JSON.parse takes any depth that fits into a message; a function that calls itself does not. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(item, levels - 1))
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const key of path) {
    const object = asObject(found)
    if (object === null || !Object.hasOwn(object, key)) return undefined
    found = object[key]
  }
  return found
}

function unreadable(code: 'invalid_utf8' | 'not_json', detail: string): Parsed {
  return { ok: false, reason: { code, detail } }
}
