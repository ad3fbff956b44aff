/** Prints exclusions for people: what is covered, from when to when, by whom and why. */
import type { Exclusion } from '../exclusions/exclusions.ts'
import { alignColumns } from './align-columns.ts'

const HEADINGS = ['id', 'state', 'kind', 'covers', 'from', 'to', 'author', 'reason']

export function exclusionTable(exclusions: readonly Exclusion[]): string {
  if (exclusions.length === 0) return 'there are no exclusions\n'
  return `${alignColumns([HEADINGS, ...exclusions.map(rowOf)])}\n`
}

function rowOf(exclusion: Exclusion): string[] {
  const { id, state, kind, from, to, author, reason } = exclusion
  return [
    id,
    state,
    kind.replace('_', ' '),
    scopeOf(exclusion),
    shortTime(from) ?? 'since ever',
    shortTime(to) ?? 'for ever',
    author,
    reason,
  ]
}

function scopeOf({ account, role, principal, slo }: Exclusion): string {
  const named = Object.entries({ account, role, principal, slo }).filter(([, value]) => value !== null)
  return named.length === 0 ? 'everything' : named.map(([name, value]) => `${name} ${value}`).join(', ')
}

/** To the minute, or as exact as it is. */
function shortTime(iso: string | null): string | null {
  return iso?.replace('T', ' ').replace(/(:00)?\.000Z$/, 'Z') ?? null
}
