/** A part of a document with the place it stands at: an object of its own, or one written out inside another. */
import { problemAt } from './check-document.ts'
import type { SloProblem } from './problem.ts'
import type { YamlDocument } from './yaml-documents.ts'

export interface Placed<Part> {
  readonly part: Part
  readonly document: YamlDocument
  /** Where the part begins within the document; empty for a document of its own. */
  readonly field: readonly PropertyKey[]
}

/** Parts by the name others refer to them by. */
export type Named<Part> = ReadonlyMap<string, Placed<Part>>

/** A value where there is one, and what is wrong. */
export interface Outcome<Value> {
  readonly value: Value
  readonly problems: readonly SloProblem[]
}

/** A problem with a field of the part. */
export function problemIn(
  placed: Placed<unknown>,
  field: readonly PropertyKey[],
  problem: string,
  remedy: string,
): SloProblem {
  return problemAt(placed.document, [...placed.field, ...field], problem, remedy)
}

/** The part written out at a field of another. */
export function partAt<Part>(
  outer: Placed<unknown>,
  field: readonly PropertyKey[],
  part: Part,
): Placed<Part> {
  return { part, document: outer.document, field: [...outer.field, ...field] }
}
