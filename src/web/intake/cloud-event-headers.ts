/** CloudEvents in HTTP's binary mode: the attributes stand in headers `ce-…`. */
import type { IncomingHttpHeaders } from 'node:http'

export function isBinaryCloudEvent(headers: IncomingHttpHeaders): boolean {
  return headers['ce-specversion'] !== undefined || headers['ce-type'] !== undefined
}

/** The attributes under the names Kafka's binding gives them (`ce_id`), as text. */
export function cloudEventAttributes(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('ce-') && typeof value === 'string' ? [[`ce_${name.slice(3)}`, decode(value)]] : [],
    ),
  )
}

/** HTTP's binding percent-encodes what a header cannot carry (CloudEvents HTTP 1.0.2, section 3.1.3.2); Kafka's does not. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
