/** Decides which subjects of a detection begin and end to fire. Pure: a clock's moment and what is known in, changes out. */
import type { Detection, Sighting } from './definition.ts'

/** What fires now, as it was raised. */
export interface Raised {
  readonly subject: string
  readonly severity: string
}

export type SubjectChange =
  | { readonly firing: true; readonly subject: string; readonly sighting: Sighting }
  | { readonly firing: false; readonly subject: string; readonly reason: string }

/**
 * A subject fires while its SQL tells of it and it was last seen within `keep_firing_for`.
 * @param complete false while an input it needs is away, or not all subjects were read: then nothing ends
 */
export function decideSubjects(options: {
  detection: Pick<Detection, 'severity' | 'keep_firing_for_s'>
  sightings: readonly Sighting[]
  raised: readonly Raised[]
  complete: boolean
  at_ms: number
}): SubjectChange[] {
  const { detection, sightings, raised, complete, at_ms } = options
  const since_ms = at_ms - detection.keep_firing_for_s * 1000
  const seen = new Map(sightings.filter((one) => one.at_ms > since_ms).map((one) => [one.subject, one]))
  const severities = new Map(raised.map(({ subject, severity }) => [subject, severity]))
  const begun = [...seen.values()]
    .filter(({ subject }) => severities.get(subject) !== detection.severity)
    .map((sighting): SubjectChange => ({ firing: true, subject: sighting.subject, sighting }))
  if (!complete) return begun
  const known = new Set(sightings.map(({ subject }) => subject))
  const ended = raised
    .filter(({ subject }) => !seen.has(subject))
    .map(
      ({ subject }): SubjectChange => ({
        firing: false,
        subject,
        reason: known.has(subject) ? 'It was not seen again.' : 'Nothing tells of it any more.',
      }),
    )
  return [...begun, ...ended]
}
