/** A text for scrapers that is read from tables: kept for a few seconds, and longer while a new one takes long to read. */
import { within } from './within.ts'

export interface KeptTextOptions {
  readonly clock: { now(): number }
  /** Several scrapers within this time read the tables once. */
  readonly cache_ms: number
  /** Gives the text before where that is better than what could be read. Never fails. */
  readonly read: (before: string | null) => Promise<string>
}

/** What was measured stands beside its own time in the series, and counts as fresh for five minutes. */
const OLDEST_MS = 60_000
/** A scraper waits so long for a newer text than the one that is there. */
const PATIENCE_MS = 300

export function keptText({ clock, cache_ms, read }: KeptTextOptions): () => Promise<string> {
  let kept: { readonly at_ms: number; readonly text: string } | null = null
  let underWay: Promise<string> | null = null

  function usable(): string | null {
    return kept !== null && clock.now() - kept.at_ms < OLDEST_MS ? kept.text : null
  }

  async function renewed(): Promise<string> {
    const at_ms = clock.now()
    const before = usable()
    const text = await read(before)
    if (text !== before) kept = { at_ms, text }
    return text
  }

  return async () => {
    if (kept !== null && clock.now() - kept.at_ms < cache_ms) return kept.text
    underWay ??= renewed().finally(() => {
      underWay = null
    })
    const before = usable()
    if (before === null) return underWay
    const outcome = await within(PATIENCE_MS, underWay)
    return outcome.ended === 'in time' ? outcome.value : before
  }
}
