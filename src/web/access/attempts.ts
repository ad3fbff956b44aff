/** Counts wrong tokens by address: who guesses is soon not listened to. */
import type { Request, Response } from 'express'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { LinkmeterError } from '../../errors.ts'

export interface Attempts {
  /** Before a token is looked at. @throws LinkmeterError too_many_attempts, right token or not */
  refuseGuessing(request: Request, response: Response): Promise<void>
  failed(request: Request): Promise<void>
}

/** Only failures count, so that a wrong setting of one caller slows no other address, and right ones none at all. */
export function createAttempts({ most, within_s }: { most: number; within_s: number }): Attempts {
  const limiter = new RateLimiterMemory({ points: most, duration: within_s })
  return {
    refuseGuessing: async (request, response) => {
      const known = await limiter.get(request.ip ?? '')
      if (known === null || known.consumedPoints < most) return
      const seconds = Math.ceil(known.msBeforeNext / 1_000)
      response.setHeader('Retry-After', seconds)
      throw new LinkmeterError('too_many_attempts', { seconds })
    },
    failed: async (request) => {
      await limiter.penalty(request.ip ?? '')
    },
  }
}
