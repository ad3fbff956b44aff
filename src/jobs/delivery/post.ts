/** Posts JSON to a receiver: with a limit of time, again when that may help, never with a word of its URL in what it tells. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Receiver } from './receivers.ts'

export type Posted =
  | { readonly result: 'success' }
  /** It answered, and did not take it. */
  | { readonly result: 'refused'; readonly detail: string }
  | { readonly result: 'timeout' | 'unreachable'; readonly detail: string }

export interface PostLimits {
  readonly timeout_ms: number
  readonly tries: number
  /** Before the second try; each later one waits twice as long. */
  readonly pause_ms: number
}

/** A receiver that never answers costs a run 14 seconds. */
export const postLimits: PostLimits = { timeout_ms: 4_000, tries: 3, pause_ms: 500 }

/** @param signal ends it: what was not taken until then counts as not taken */
export async function post(
  receiver: Receiver,
  body: unknown,
  { timeout_ms, tries, pause_ms, signal }: PostLimits & { signal: AbortSignal },
): Promise<Posted> {
  const text = JSON.stringify(body)
  for (let tried = 1; ; tried += 1) {
    const posted = await postOnce(receiver, text, { timeout_ms, signal })
    if (posted.result === 'success' || !posted.mayHelp || tried >= tries || signal.aborted) return posted
    // Not all replicas at the same moment.
    const pause = pause_ms * 2 ** (tried - 1) * (0.5 + Math.random())
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
}

/** `mayHelp`: another try. */
async function postOnce(
  { url, headers }: Receiver,
  body: string,
  { timeout_ms, signal: stopped }: Pick<PostLimits, 'timeout_ms'> & { readonly signal: AbortSignal },
): Promise<Posted & { readonly mayHelp: boolean }> {
  // Not `AbortSignal.any` of a timeout: collected as garbage it never fires (https://github.com/nodejs/node/issues/57736).
  const ending = new AbortController()
  const { signal } = ending
  const stop = () => ending.abort()
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    ending.abort()
  }, timeout_ms)
  if (stopped.aborted) stop()
  stopped.addEventListener('abort', stop, { once: true })
  try {
    // Followed, a redirection would carry what gives access to another place.
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    await answer.body?.cancel()
    if (answer.ok) return { result: 'success', mayHelp: false }
    const mayHelp = answer.status >= 500 || answer.status === 429 || answer.status === 408
    return { result: 'refused', detail: `answered with ${answer.status}`, mayHelp }
  } catch (error) {
    if (isLate) return { result: 'timeout', detail: 'no answer in time', mayHelp: true }
    return { result: 'unreachable', detail: causeOf(error), mayHelp: true }
  } finally {
    clearTimeout(timer)
    stopped.removeEventListener('abort', stop)
  }
}

/** `ECONNREFUSED`: a message may hold the URL, a code does not. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : 'no connection'
}
