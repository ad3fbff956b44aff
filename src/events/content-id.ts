/** The identity of a record that carries none: a hash of its source and its content. */
import { createHash } from 'node:crypto'
import { isDeeperThan } from './json.ts'

/** A record nested deeper is no record of ours; the limit keeps recursion off the stack's end. */
const DEEPEST = 64

/** SHA-256 in hex of source and content, the same whatever the order of keys; null when nested too deeply. */
export function contentId(source: string, content: unknown): string | null {
  if (isDeeperThan(content, DEEPEST)) return null
  return createHash('sha256')
    .update(`${source} ${JSON.stringify(inOrder(content))}`)
    .digest('hex')
}

/** The same content with every object's keys sorted. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  // fromEntries defines its keys, so that one named __proto__ is a key like any other.
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrder(item)]))
}
