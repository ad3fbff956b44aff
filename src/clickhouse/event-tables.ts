/** The tables that kinds' events lie in. */
import { type KindName, kinds } from '../events/kinds.ts'

export function tableOf(kind: KindName): string {
  return `raw_${kinds[kind].plural}`
}

/** Of the kinds by these names; one that is no kind has none. */
export function tablesOf(kindNames: readonly string[]): string[] {
  return Object.values(kinds)
    .filter(({ kind }) => kindNames.includes(kind))
    .map(({ kind }) => tableOf(kind))
}
