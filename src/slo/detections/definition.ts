/** A detection: an event that somebody should know of, as its document says. */

export interface Detection {
  /** Also the alert's name. */
  readonly name: string
  /** What it is, for people. */
  readonly title: string
  readonly description: string
  readonly severity: 'page' | 'ticket'
  readonly owner: string
  readonly team: string
  /** A page that says what to do: a path or an address. */
  readonly runbook: string
  /** The folder its document lies in, and its SQL file beside it or among the shipped. */
  readonly folder: string
  readonly sql: string
  /** How far back its SQL looks; what is older never begins an alert. */
  readonly look_back_s: number
  /** How long a subject fires after it was last seen. */
  readonly keep_firing_for_s: number
  /** How often its SQL runs. */
  readonly every_s: number
  /** Columns that become labels. */
  readonly labels: readonly string[]
  /** Kinds of event without which it cannot know that something is over: while their input is away, nothing ends. */
  readonly inputs: readonly string[]
}

/** One thing a detection's SQL tells of. */
export interface Sighting {
  readonly subject: string
  /** When it was seen last, in ms. */
  readonly at_ms: number
  readonly summary: string
  readonly labels: Readonly<Record<string, string>>
}
