/** The catalogue of sources. A new source is a file in sources/ and a line here. */
import type { SourceDefinition } from './source.ts'
import { cloudtrail } from './sources/cloudtrail.ts'
import { native } from './sources/native.ts'

export const sources = { native, cloudtrail } as const satisfies Record<string, SourceDefinition>

export type SourceName = keyof typeof sources

export const sourceNames = Object.keys(sources) as SourceName[]

export function isSourceName(name: string): name is SourceName {
  return Object.hasOwn(sources, name)
}
