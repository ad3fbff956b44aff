/** Reads what really happened from a file, for holding alerts against it. */
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { LinkmeterError } from '../errors.ts'
import { parseMoment } from '../events/moment.ts'
import type { Incident } from '../slo/score-firings.ts'

const moment = z
  .string()
  .transform((text) => parseMoment(text) / 1000)
  .refine(Number.isFinite, 'is no time with a zone, such as 2026-11-01T00:00:00Z')

const schema = z.array(
  z.strictObject({
    name: z.string().min(1),
    title: z.string().default(''),
    from: moment,
    to: moment.nullable(),
    slos: z.array(z.string()).default([]),
  }),
)

/** @throws LinkmeterError path_missing, incidents_invalid */
export function readIncidents(path: string): Incident[] {
  if (!existsSync(path)) throw new LinkmeterError('path_missing', { path })
  const read = schema.safeParse(parsed(path))
  if (!read.success) {
    const [issue] = read.error.issues
    const place = issue?.path.join('.') ?? ''
    throw new LinkmeterError('incidents_invalid', { path, reason: `${place} ${issue?.message ?? ''}`.trim() })
  }
  return read.data.map(({ from, to, ...incident }) => ({ ...incident, from_s: from, to_s: to }))
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new LinkmeterError('incidents_invalid', { path, reason: 'it is no JSON' })
  }
}
