/** Parameters that many endpoints share. A parameter that nobody knows is refused: a misspelt filter filters nothing. */
import { z } from 'zod'
import { LinkmeterError } from '../../errors.ts'

const name = z.string().min(1).max(256)

/** What to look at: a source or target account, a role. */
export const scope = {
  account: name.optional().describe('Only what has this account as its source or target'),
  role: name.optional().describe('Only what has this role'),
}

export const moment = z.iso.datetime({ offset: true, error: 'expected a time such as 2026-01-15T12:00:00Z' })

export const at = {
  at: moment.optional().describe('As it was believed at this time; now, unless said'),
}

export const range = {
  from: moment.optional().describe('The beginning'),
  to: moment.optional().describe('The end, which is not part of it; now, unless said'),
}

export function page(most: number, usual: number) {
  return {
    limit: z.coerce.number().int().min(1).max(most).default(usual).describe('How many rows to give'),
    offset: z.coerce
      .number()
      .int()
      .min(0)
      .max(10_000_000)
      .default(0)
      .describe('How many rows to leave out first'),
  }
}

const DAY_S = 86_400

/** A range that is not too long to be read from events. @throws LinkmeterError parameters_invalid */
export function boundedRange(
  asked: { from?: string | undefined; to?: string | undefined },
  clock: { now(): number },
  longest_days: number,
  usual_days = 1,
): { from_s: number; to_s: number } {
  const to_s = Math.ceil(momentOf(asked.to, clock) / 1_000)
  const from_s =
    asked.from === undefined ? to_s - usual_days * DAY_S : Math.floor(Date.parse(asked.from) / 1_000)
  if (from_s < to_s && to_s - from_s <= longest_days * DAY_S) return { from_s, to_s }
  throw new LinkmeterError('parameters_invalid', {
    problems: `from: expected up to ${longest_days} days before the end`,
  })
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
