/** Correlation ids as callers send them: the exchange's own, in another form, another one, or none. */
import type { Random } from './random.ts'

const ZEROS = '0'.repeat(32)

/** W3C Trace Context: version, trace id, parent id, flags. */
export function asTraceparent(trace_id: string, random: Random): string {
  return `00-${trace_id}-${random.hex(2)}-01`
}

/** What reaches the target when the caller or a hop in between loses the correlation id. */
export function lostCorrelation(random: Random): string {
  return random.pick([
    '',
    '',
    ZEROS,
    asTraceparent(ZEROS, random),
    random.hex(4),
    asTraceparent(random.hex(4), random),
  ])
}

/** SLIS.md, M10: a traceparent counts by its trace id; empty and all zeros are no id, hence null. */
export function correlationOf(sent: string): string | null {
  const trace_id = sent.length === 55 && sent.startsWith('00-') ? sent.slice(3, 35) : sent
  return trace_id === '' || trace_id === ZEROS ? null : trace_id
}
