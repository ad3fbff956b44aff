/** What the editor offers to go on with: columns of the views that a query names, views, functions, keywords. */
import { functions, keywords, units } from './words.ts'

interface View {
  readonly name: string
  readonly about: string
  readonly columns: readonly { readonly name: string; readonly type: string; readonly about: string }[]
}

export interface Offer {
  readonly label: string
  readonly kind: 'column' | 'view' | 'function' | 'keyword' | 'parameter'
  /** Beside it: a type, how it is called. */
  readonly detail?: string
  /** What it means. */
  readonly about?: string
  /** Put in, where that is not the label. */
  readonly text?: string
}

export interface Offers {
  /** Where the word begins that an offer replaces. */
  readonly from: number
  readonly offers: readonly Offer[]
}

/** Null: there is nothing to say here. */
export function offersAt(query: string, position: number, views: readonly View[]): Offers | null {
  const before = query.slice(0, position)
  const [word = ''] = /\{?\w*$/.exec(before) ?? []
  const from = position - word.length
  const sources = sourcesOf(query, views)
  const [, qualifier] = /(\w+)\.$/.exec(before.slice(0, from)) ?? []
  if (qualifier !== undefined) {
    const view = sources.get(qualifier)
    return view === undefined ? null : { from, offers: columnsOf([view]) }
  }
  const isSource = /\b(?:FROM|JOIN)\s+$/i.test(before.slice(0, from))
  const named = views.map(viewOffer)
  if (isSource) return { from, offers: named }
  if (word === '') return null
  const known = [...new Set(sources.values())]
  const columns = known.length > 0 ? columnsOf(known) : columnsOf(views)
  return { from, offers: [...columns, ...named, ...always] }
}

/** The views that stand after FROM and JOIN, by their name and by their alias. */
function sourcesOf(query: string, views: readonly View[]): Map<string, View> {
  const sources = new Map<string, View>()
  for (const [, name = '', alias = ''] of query.matchAll(SOURCE)) {
    const view = views.find((one) => one.name === name)
    if (view === undefined) continue
    sources.set(name, view)
    if (alias !== '' && !AFTER_SOURCE.test(alias)) sources.set(alias, view)
  }
  return sources
}

const SOURCE = /\b(?:FROM|JOIN)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?/gi

/** What follows a source without being its alias. */
const AFTER_SOURCE =
  /^(?:FINAL|SAMPLE|PREWHERE|WHERE|GROUP|HAVING|ORDER|LIMIT|ON|USING|JOIN|LEFT|RIGHT|FULL|INNER|CROSS|ANY|ASOF|ARRAY|UNION|EXCEPT|INTERSECT|QUALIFY|FORMAT)$/i

function viewOffer({ name, about, columns }: View): Offer {
  return { label: name, kind: 'view', detail: `${columns.length} columns`, about }
}

/** Each name once, with what its first view says of it. */
function columnsOf(views: readonly View[]): Offer[] {
  const offers = new Map<string, Offer>()
  for (const view of views) {
    for (const { name, type, about } of view.columns) {
      if (offers.has(name)) continue
      offers.set(name, { label: name, kind: 'column', detail: `${type} in ${view.name}`, about })
    }
  }
  return [...offers.values()]
}

const always: readonly Offer[] = [
  ...Object.entries(functions).map(([label, detail]) => ({
    ...{ label, detail, kind: 'function' as const },
    text: `${label}(`,
  })),
  ...[...keywords, ...units].map((label) => ({ label, kind: 'keyword' as const })),
  ...(['account', 'role'] as const).map((name) => ({
    ...{ label: `{${name}:String}`, kind: 'parameter' as const },
    about: `The ${name} that the page is filtered by; empty without one.`,
  })),
]
