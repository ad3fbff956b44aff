/** How often the page asks again, by what it shows. */

/** How things stand: every run of the jobs may change it. */
export const LIVE_MS = 15_000
/** What happened, and what is written once a minute, such as the registry of links. */
export const LEISURELY_MS = 30_000
/** Something is wrong: look sooner, so that the page recovers when the service does. */
export const AFTER_FAILURE_MS = 5_000

/** An answer that is asked for so often, and is older than this, has been missed twice, or came late. */
export function staleAfter(every_ms: number): number {
  return 2 * every_ms + 20_000
}
