/** The catalogue of kinds. A new kind is a file in kinds/, a migration, and a line here. */
import type { z } from 'zod'
import { action } from './kinds/action.ts'
import { audit } from './kinds/audit.ts'
import { linkLifecycle } from './kinds/link-lifecycle.ts'
import { revocation } from './kinds/revocation.ts'
import { tokenIssuance } from './kinds/token-issuance.ts'

export const kinds = {
  token_issuance: tokenIssuance,
  action,
  audit,
  revocation,
  link_lifecycle: linkLifecycle,
} as const

export type KindName = keyof typeof kinds

/** What a source tells of an event of a kind, before defaults. */
export type EventInput<Kind extends KindName> = z.input<(typeof kinds)[Kind]['schema']>

/** A checked event: `row` has every column of its kind. */
export type TypedEvent = {
  [Kind in KindName]: { readonly kind: Kind; readonly row: z.output<(typeof kinds)[Kind]['schema']> }
}[KindName]

export const kindNames = Object.keys(kinds) as KindName[]

export function isKindName(name: unknown): name is KindName {
  return typeof name === 'string' && Object.hasOwn(kinds, name)
}
