/** Holds the firings of a replay against what really happened: what was found, after how long, and what was noise. */
import type { Firing } from './replay.ts'

/** Something that happened. Times in Unix seconds. */
export interface Incident {
  readonly name: string
  readonly title: string
  readonly from_s: number
  /** Null: it lasts. */
  readonly to_s: number | null
  /** The SLOs that must show it; empty: any. */
  readonly slos: readonly string[]
}

export interface Score {
  readonly incidents: readonly ScoredIncident[]
  /** Firings that belong to no incident. */
  readonly noise: readonly Firing[]
  /** Of the firings, those that belong to an incident; null without firings. */
  readonly precision: number | null
  /** Of the incidents, those found; null without incidents. */
  readonly recall: number | null
  /** From an incident's beginning to its first alert, in the median of those found; null where none was. */
  readonly detection_median_s: number | null
  readonly detection_most_s: number | null
}

interface ScoredIncident extends Incident {
  /** The first alert of each SLO that shows it, the earliest first. */
  readonly found_by: readonly (Firing & { readonly after_s: number })[]
  /** Null where nothing found it. */
  readonly detected_after_s: number | null
}

/**
 * An alert belongs to an incident when the bad events that made it fire may be the incident's: it began while the
 * incident lasted, or no later after its end than it looks back. It finds one that it is named for.
 */
export function scoreFirings(firings: readonly Firing[], incidents: readonly Incident[]): Score {
  const scored = incidents.map((incident) => {
    const found_by = firstOfEach(
      firings.filter(
        (firing) =>
          belongs(firing, incident) && (incident.slos.length === 0 || incident.slos.includes(firing.slo)),
      ),
    ).map((firing) => ({ ...firing, after_s: firing.fired_s - incident.from_s }))
    return { ...incident, found_by, detected_after_s: found_by[0]?.after_s ?? null }
  })
  const noise = firings.filter((firing) => !incidents.some((incident) => belongs(firing, incident)))
  const delays = scored
    .flatMap(({ detected_after_s }) => (detected_after_s === null ? [] : [detected_after_s]))
    .toSorted((one, other) => one - other)
  return {
    incidents: scored,
    noise,
    precision: share(firings.length - noise.length, firings.length),
    recall: share(delays.length, incidents.length),
    detection_median_s: delays[Math.floor((delays.length - 1) / 2)] ?? null,
    detection_most_s: delays.at(-1) ?? null,
  }
}

function belongs({ fired_s, reach_s }: Firing, { from_s, to_s }: Incident): boolean {
  return fired_s >= from_s && (to_s === null || fired_s - reach_s <= to_s)
}

function firstOfEach(firings: readonly Firing[]): Firing[] {
  const first = new Map<string, Firing>()
  for (const firing of firings.toSorted((one, other) => one.fired_s - other.fired_s)) {
    if (!first.has(firing.slo)) first.set(firing.slo, firing)
  }
  return [...first.values()]
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
