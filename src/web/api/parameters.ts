/** Parameters that many endpoints share. A parameter that nobody knows is refused: a misspelt filter filters nothing. */
import { z } from 'zod'

const name = z.string().min(1).max(256)

/** What to look at: a source or target account, a role. */
export const scope = {
  account: name.optional().describe('Only what has this account as its source or target'),
  role: name.optional().describe('Only what has this role'),
}

const moment = z.iso.datetime({ offset: true, error: 'expected a time such as 2026-01-15T12:00:00Z' })

export const at = {
  at: moment.optional().describe('As it was believed at this time; now, unless said'),
}

export function parametersOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape)
}

/** The moment in ms since 1970; now where none is asked for. */
export function momentOf(asked: string | undefined, clock: { now(): number }): number {
  return asked === undefined ? clock.now() : Date.parse(asked)
}

/** Empty: not asked for. SQL takes it so. */
export function scopeOf(asked: { account?: string | undefined; role?: string | undefined }) {
  return { account: asked.account ?? '', role: asked.role ?? '' }
}
