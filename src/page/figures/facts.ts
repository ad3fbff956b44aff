/** What there is to say of a figure that is no SLO's. */

interface FigureFacts {
  readonly definition: string
  /** Gives it, or what it is made of. */
  readonly query: string
  /** The kinds of events it is made of; none: whatever the objectives are made of. */
  readonly kinds: readonly string[]
}

export function facts<Name extends string>(entries: Readonly<Record<Name, FigureFacts>>) {
  return entries
}
