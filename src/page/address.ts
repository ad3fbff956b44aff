/** What the address holds besides the view: the filter and the range. Links keep the filter, so it can be shared. */
import { useLocation } from 'preact-iso'

export interface Scope {
  /** Empty: any. */
  readonly account: string
  readonly role: string
}

export interface Address {
  readonly path: string
  readonly scope: Scope
  /** Of the query, by name; empty where it is not there. */
  text(name: string): string
  /** The address of another view, with the filter of this one. */
  href(path: string, query?: Readonly<Record<string, string>>): string
  /** Changes parts of the query; an empty value takes its part away. */
  change(query: Readonly<Record<string, string>>): void
}

export function useAddress(): Address {
  const { path, query, route } = useLocation()
  const text = (name: string) => query[name] ?? ''
  const scope = { account: text('account'), role: text('role') }
  return {
    path,
    scope,
    text,
    href: (to, more = {}) => addressOf(to, { ...scope, ...more }),
    change: (changed) => route(addressOf(path, { ...query, ...changed }), true),
  }
}

function addressOf(path: string, query: Readonly<Record<string, string>>): string {
  const kept = Object.entries(query).filter(([, value]) => value !== '')
  const text = new URLSearchParams(kept).toString()
  return text === '' ? path : `${path}?${text}`
}

/** The filter as the API takes it: what is empty is not asked for. */
export function asked(scope: Scope): { account?: string; role?: string } {
  return {
    ...(scope.account === '' ? {} : { account: scope.account }),
    ...(scope.role === '' ? {} : { role: scope.role }),
  }
}
