/** Values of a result: what kind each column holds, and each value as text. Nothing is rounded. */

export interface ResultColumn {
  readonly name: string
  /** As ClickHouse names it. */
  readonly type: string
}

export type ResultRow = readonly unknown[]

/** What it holds, without what ClickHouse wraps around it. */
export function kindOf({ type }: ResultColumn): 'number' | 'time' | 'text' | 'other' {
  const inner = innerType(type)
  if (/^(?:U?Int\d+|Float\d+|BFloat16|Decimal)/.test(inner)) return 'number'
  if (/^Date/.test(inner)) return 'time'
  return /^(?:String|FixedString|Enum|Bool|UUID|IPv)/.test(inner) ? 'text' : 'other'
}

export function innerType(type: string): string {
  const [, wrapped] =
    /^(?:Nullable|LowCardinality|SimpleAggregateFunction)\((?:\w+, )?(.*)\)$/.exec(type) ?? []
  return wrapped === undefined ? type : innerType(wrapped)
}

/** Null is told apart by who shows it. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Two columns may bear one name; as keys they must not. */
export function uniqueNames(columns: readonly ResultColumn[]): string[] {
  const seen = new Map<string, number>()
  return columns.map(({ name }) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name}_${times}`
  })
}
