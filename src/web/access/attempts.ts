/** Counts wrong tokens by address: who guesses is soon not listened to. */
import type { Response } from 'express'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { LinkmeterError } from '../../errors.ts'

export interface Attempts {
  /** Before a token is looked at. @throws LinkmeterError too_many_attempts, right token or not */
  refuseGuessing(request: Caller, response: Response): Promise<void>
  /** For how many seconds an address is not listened to; 0: it is. */
  waitOf(request: Caller): Promise<number>
  failed(request: Caller): Promise<void>
}

interface Caller {
  readonly ip?: string | undefined
}

/** Only failures count, so that a wrong setting of one caller slows no other address, and right ones none at all. */
export function createAttempts({ most, within_s }: { most: number; within_s: number }): Attempts {
  const limiter = new RateLimiterMemory({ points: most, duration: within_s })
  async function waitOf({ ip = '' }: Caller): Promise<number> {
    const known = await limiter.get(ip)
    return known === null || known.consumedPoints < most ? 0 : Math.ceil(known.msBeforeNext / 1_000)
  }
  return {
    waitOf,
    refuseGuessing: async (request, response) => {
      const seconds = await waitOf(request)
      if (seconds === 0) return
      response.setHeader('Retry-After', seconds)
      throw new LinkmeterError('too_many_attempts', { seconds })
    },
    failed: async (request) => {
      await limiter.penalty(request.ip ?? '')
    },
  }
}
