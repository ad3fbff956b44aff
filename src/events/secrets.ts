/**
 * Takes secrets out of what was received, before anything of it is stored: session tokens, secret keys, passwords.
 * Names decide (`secrets/names.ts`), at any depth, also in JSON that stands inside a string.
 */
import { isDeeperThan, parseText } from './json.ts'
import { isSecretName } from './secrets/names.ts'
import { REMOVED, scrubLooseText } from './secrets/text.ts'

/** Deeper levels are taken out whole: no record needs them, and the stack has an end. */
const DEEPEST = 64

/** A copy without the members whose name stands for a secret. */
export function scrubRecord(value: unknown): unknown {
  return scrub(value, DEEPEST)
}

/**
 * The bytes of a record as text that is safe to keep: JSON again where it was JSON, else as much of the text as is
 * no secret. Bytes that are no UTF-8 show as replacement characters.
 */
export function scrubText(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  const parsed = parseText(text, '')
  return parsed.ok ? JSON.stringify(scrubRecord(parsed.value)) : scrubLooseText(text)
}

function scrub(value: unknown, levels: number): unknown {
  if (typeof value === 'string') return scrubString(value, levels)
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return REMOVED
  if (Array.isArray(value)) return value.map((item) => scrub(item, levels - 1))
  const kept = Object.entries(value).filter(
    ([name, item]) => !isSecret(name, item) && !isNamedSecret(name, value),
  )
  // fromEntries defines its keys, so that one named __proto__ is a key like any other.
  return Object.fromEntries(kept.map(([name, item]) => [name, scrub(item, levels - 1)]))
}

/** `passwordResetRequired: true` and `secretId: "arn:…"` tell of a secret and hold none. */
function isSecret(name: string, value: unknown): boolean {
  if (typeof value === 'boolean' || value === null || isArn(value)) return false
  return isSecretName(name)
}

function isArn(value: unknown): boolean {
  return typeof value === 'string' && /^arn:[\w-]+(?::[\w./*-]*)+$/.test(value)
}

/** `{"name": "password", "value": "…"}`, as tags, parameters and trace attributes write it. */
function isNamedSecret(member: string, pair: object): boolean {
  if (member.toLowerCase() !== 'value') return false
  return Object.entries(pair).some(
    ([key, name]) => /^(?:key|name|parameter)$/i.test(key) && typeof name === 'string' && isSecretName(name),
  )
}

/** A string may be JSON (CloudTrail's additionalEventData), even JSON cut short. One without secrets stays as it was. */
function scrubString(text: string, levels: number): string {
  if (!/^\s*[[{"]/.test(text)) return scrubLooseText(text)
  const parsed = parseText(text, '')
  if (!parsed.ok) return scrubLooseText(text)
  if (isDeeperThan(parsed.value, DEEPEST)) return REMOVED
  const scrubbed = JSON.stringify(scrub(parsed.value, levels))
  return scrubbed === JSON.stringify(parsed.value) ? text : scrubbed
}
