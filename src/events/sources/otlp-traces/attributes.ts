/** Attributes of OTLP JSON: `{"key": "rpc.method", "value": {"stringValue": "AssumeRole"}}`. */
import { asObject, type JsonObject, objectsAt } from '../../json.ts'
import { scrubRecord } from '../../secrets.ts'

type Value = string | number | boolean

/** By name; lists and nested values, which none of ours has, are left out. */
export type Attributes = ReadonlyMap<string, Value>

export function attributesOf(holder: JsonObject): Attributes {
  const pairs = objectsAt(holder, 'attributes').map(({ key, value }) => [key, plainValue(value)] as const)
  return new Map(
    pairs.filter((pair): pair is [string, Value] => typeof pair[0] === 'string' && pair[1] !== null),
  )
}

/** The first of the names that has a value, as text without secrets; empty when none has. */
export function textOf(attributes: Attributes, ...names: readonly string[]): string {
  const found = names.map((name) => attributes.get(name)).find((value) => value !== undefined && value !== '')
  return found === undefined ? '' : String(scrubRecord(String(found)))
}

/** As `textOf`, of an identifier: what looks like a secret is none, and no identifier at all. */
export function idOf(attributes: Attributes, ...names: readonly string[]): string {
  const raw = names.map((name) => attributes.get(name)).find((value) => value !== undefined && value !== '')
  const text = textOf(attributes, ...names)
  return text === String(raw) ? text : ''
}

/** The first of the names that has a number, also as text; null when none has. */
export function numberOf(attributes: Attributes, ...names: readonly string[]): number | null {
  const numbers = names
    .map((name) => attributes.get(name))
    .filter((value) => value !== undefined && value !== '')
  const number = numbers.length === 0 ? Number.NaN : Number(numbers[0])
  return Number.isFinite(number) ? number : null
}

/** 64-bit integers stand as text, by the JSON mapping of Protobuf. */
function plainValue(value: unknown): Value | null {
  const { stringValue, intValue, doubleValue, boolValue } = asObject(value) ?? {}
  const found = stringValue ?? intValue ?? doubleValue ?? boolValue
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? found : null
}
