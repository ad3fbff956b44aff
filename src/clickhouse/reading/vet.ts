/**
 * Decides whether a statement is a read of linkmeter's own tables, judged by how the engine understands it and not by
 * how it is written. What passes still runs with a reader's rights and limits: no one of these walls is enough alone.
 */
import { readSql } from '../sql-file.ts'
import type { Parameters, Store } from '../store.ts'
import { safeCategories, safeFunctions, safeTableFunctions } from './readable.ts'
import type { Reader } from './reader.ts'
import { nodeRefused } from './tree.ts'
import { type Refused, type Token, wordRefused } from './words.ts'

type Vetted =
  | {
      readonly ok: true
      /** To run in place of what was written, without its FORMAT clause. */
      readonly statement: string
      /** What its own FORMAT clause names; null without one. */
      readonly format: string | null
    }
  | { readonly ok: false; readonly reason: string }

export interface Vetter {
  /** @throws StoreFailure for what the engine cannot parse */
  vet(written: string, parameters: Parameters | undefined): Promise<Vetted>
}

/** Longer than any question, shorter than what takes long to parse. */
const LONGEST_STATEMENT = 262_144

/** Verdicts kept: dashboards ask the same again and again. */
const REMEMBERED = 500

export function createVetter({ store, reader }: { store: Store; reader: Reader }): Vetter {
  const known = new Map<string, Vetted>()
  let catalogue: Promise<Catalogue> | null = null

  async function judge(written: string, parameters: Parameters | undefined): Promise<Vetted> {
    catalogue ??= readCatalogue(store)
    const { refused, tables } = await catalogue.catch((error: unknown) => {
      catalogue = null
      throw error
    })
    // 1. In the engine's own words: comments, other spellings and second statements are gone.
    const [parsed] = await store.rows<{ statement: string; tokens: Token[] }>(
      readSql('queries/statement-tokens'),
      { query: written },
    )
    const { statement = '', tokens = [] } = parsed ?? {}
    // 2. Token by token: names that nobody may use, wherever they stand.
    const word = wordRefused(tokens, refused)
    if (word !== null) return { ok: false, reason: word }
    // 3. As a tree: only what reads are made of. EXPLAIN AST parses and runs nothing.
    const { bytes } = await reader.read({
      statement: `EXPLAIN AST ${statement}`,
      format: 'TabSeparatedRaw',
      parameters,
    })
    const node = nodeRefused(Buffer.from(bytes).toString('utf8').split('\n'), tables)
    if (node !== null) return { ok: false, reason: node }
    return { ok: true, ...withoutFormat(statement, tokens) }
  }

  return {
    vet: async (written, parameters) => {
      if (written.length > LONGEST_STATEMENT) {
        return { ok: false, reason: `a statement may have ${LONGEST_STATEMENT} characters at most` }
      }
      const before = known.get(written)
      if (before !== undefined) return before
      const vetted = await judge(written, parameters)
      if (known.size >= REMEMBERED) known.clear()
      known.set(written, vetted)
      return vetted
    },
  }
}

interface Catalogue {
  readonly refused: Refused
  /** Table functions and views with parameters that may stand where a table stands, in lower case. */
  readonly tables: ReadonlySet<string>
}

async function readCatalogue(store: Store): Promise<Catalogue> {
  const [row] = await store.rows<{
    refused_functions: string[]
    table_functions: string[]
    databases: string[]
    own: string
    own_tables: string[]
  }>(readSql('queries/reader-catalogue'), { safe_categories: safeCategories, safe_functions: safeFunctions })
  const {
    refused_functions = [],
    table_functions = [],
    databases = [],
    own = '',
    own_tables = [],
  } = row ?? {}
  return {
    refused: {
      functions: new Set(refused_functions),
      table_functions: new Set(table_functions.filter((name) => !safeTableFunctions.has(name))),
      databases: new Set([
        ...databases.filter((name) => name !== own),
        'default',
        '_temporary_and_external_tables',
      ]),
    },
    tables: new Set([...safeTableFunctions, ...own_tables.map((name) => name.toLowerCase())]),
  }
}

function withoutFormat(
  statement: string,
  tokens: readonly Token[],
): { statement: string; format: string | null } {
  const [keyword, format] = [tokens.at(-2)?.[1].toUpperCase(), tokens.at(-1)?.[1] ?? '']
  if (keyword !== 'FORMAT' || !/^\w+$/.test(format)) return { statement, format: null }
  return { statement: statement.slice(0, statement.toUpperCase().lastIndexOf(' FORMAT ')), format }
}
