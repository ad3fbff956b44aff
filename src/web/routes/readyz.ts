/** GET /readyz: whether each part can do its work, and what keeps it from it in a sentence. */

import type { Route } from '../route.ts'
import { within } from '../within.ts'

/** A part's own look at itself, passed in by whoever wires the parts. */
export interface ReadinessCheck {
  readonly name: string
  readonly check: () => Promise<Readiness>
}

interface Readiness {
  readonly ready: boolean
  /** One sentence: what is there, or what is missing. */
  readonly detail: string
}

/** Probes usually give up after a second or a few: an answer must come before. */
const CHECK_TIMEOUT_MS = 2_000

export function readyz(checks: readonly ReadinessCheck[], timeout_ms = CHECK_TIMEOUT_MS): Route {
  return {
    method: 'GET',
    path: '/readyz',
    token: null,
    handle: async (_, response) => {
      const results = await Promise.all(
        checks.map(async (one) => [one.name, await look(one, timeout_ms)] as const),
      )
      const ready = results.every(([, result]) => result.ready)
      response.status(ready ? 200 : 503).json({ ready, checks: Object.fromEntries(results) })
    },
  }
}

async function look({ check }: ReadinessCheck, timeout_ms: number): Promise<Readiness> {
  const outcome = await within(timeout_ms, check())
  if (outcome.ended === 'in time') return outcome.value
  if (outcome.ended === 'failed') return { ready: false, detail: 'The check itself failed.' }
  return { ready: false, detail: `The check gave no answer within ${timeout_ms / 1_000} s.` }
}
