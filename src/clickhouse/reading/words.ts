/** Holds a statement's tokens against the names that nobody may use, wherever they stand. */
import { safeBeginnings, safeSystemTables } from './readable.ts'

/** As ClickHouse's tokenizer gives it, without white space. */
export type Token = readonly [kind: string, text: string]

export interface Refused {
  /** In lower case. */
  readonly functions: ReadonlySet<string>
  /** In lower case. */
  readonly table_functions: ReadonlySet<string>
  /** Every database but linkmeter's own. */
  readonly databases: ReadonlySet<string>
}

/** Why a statement is refused; null where nothing speaks against it. */
export function wordRefused(tokens: readonly Token[], refused: Refused): string | null {
  const beginning = tokens[0]?.[1].toUpperCase() ?? ''
  if (!safeBeginnings.has(beginning)) {
    return `${beginning} is not for reading: SELECT, WITH, SHOW and DESCRIBE are`
  }
  for (const [at, token] of tokens.entries()) {
    const found = isName(token) ? nameRefused({ at, tokens, refused, beginning }) : signRefused(token)
    if (found !== null) return found
  }
  return null
}

interface Place {
  readonly at: number
  readonly tokens: readonly Token[]
  readonly refused: Refused
  readonly beginning: string
}

function nameRefused(place: Place): string | null {
  for (const rule of rules) {
    const found = rule(place)
    if (found !== null) return found
  }
  return null
}

const rules: readonly ((place: Place) => string | null)[] = [
  ({ tokens, at }) => {
    const word = wordAt(tokens, at)
    return word === 'outfile' || word === 'infile' ? 'a result goes to who asked, not to a file' : null
  },
  // `{name:Identifier}` would put any name in after all of this.
  ({ tokens, at }) =>
    wordAt(tokens, at) === 'identifier' && kindAt(tokens, at - 1) === 'Colon'
      ? 'a parameter stands for a value, not for a name'
      : null,
  // Without brackets, too: `arrayMap(file, …)` and `APPLY(file)` call it.
  ({ tokens, at, refused }) =>
    refused.functions.has(wordAt(tokens, at))
      ? `the function ${nameAt(tokens, at)} is not for reading`
      : null,
  ({ tokens, at, refused }) => {
    const word = wordAt(tokens, at)
    const isCalled = kindAt(tokens, at + 1) === 'OpeningRoundBracket' && !scalarToo.has(word)
    return isCalled && refused.table_functions.has(word)
      ? `the table function ${nameAt(tokens, at)} is not for reading`
      : null
  },
  ({ tokens, at, refused }) => {
    const name = nameAt(tokens, at)
    if (!refused.databases.has(name) || kindAt(tokens, at + 1) !== 'Dot') return null
    const table = nameAt(tokens, at + 2)
    return name === 'system' && safeSystemTables.has(table)
      ? null
      : `${name}.${table} is not a table of linkmeter`
  },
  // `SHOW TABLES FROM default` lists files.
  ({ tokens, at, refused, beginning }) => {
    const name = nameAt(tokens, at)
    return beginning === 'SHOW' && name !== 'system' && refused.databases.has(name)
      ? `${name} is not a database of linkmeter`
      : null
  },
]

/** Names of scalar functions and words, too. Where a table stands, tree.ts refuses them. */
const scalarToo = new Set(['null', 'format'])

function isName([kind]: Token): boolean {
  return kind === 'BareWord' || kind === 'QuotedIdentifier'
}

/** `@@max_threads` and such. */
function signRefused([kind]: Token): string | null {
  return kind === 'At' || kind === 'DoubleAt' ? 'server variables are not for reading' : null
}

function kindAt(tokens: readonly Token[], at: number): string {
  return tokens[at]?.[0] ?? ''
}

/** A name without its quotes; one with an escape in it is nothing we have. */
function nameAt(tokens: readonly Token[], at: number): string {
  const text = tokens[at]?.[1] ?? ''
  return /^[`"]/.test(text) ? text.slice(1, -1) : text
}

function wordAt(tokens: readonly Token[], at: number): string {
  return nameAt(tokens, at).toLowerCase()
}
