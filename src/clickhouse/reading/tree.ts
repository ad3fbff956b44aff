/** Holds the tree of a statement, as EXPLAIN AST prints it, against the nodes that a read is made of. */
import { safeNodes } from './readable.ts'

/**
 * Why a statement is refused; null where nothing speaks against it.
 * @param lines a node each, indented by its depth: `  Function sum (children 1)`
 * @param tables what may be called where a table stands, in lower case
 */
export function nodeRefused(lines: readonly string[], tables: ReadonlySet<string>): string | null {
  const path: string[] = []
  for (const line of lines) {
    const node = /^( *)([\w:]+)(?: +(\S+))?/.exec(line)
    if (node === null) {
      if (line === '') continue
      // Part of a name or a text: no line of ours, and nobody needs one.
      return 'a name or a text with a line break in it is not for reading: write \\n'
    }
    const [, indent = '', kind = '', name = ''] = node
    const parent = path[indent.length - 1] ?? ''
    path.length = indent.length
    path.push(kind)
    const found = refusedAt(kind, name, parent, tables)
    if (found !== null) return found
  }
  return null
}

function refusedAt(kind: string, name: string, parent: string, tables: ReadonlySet<string>): string | null {
  if (!safeNodes.has(kind)) return `${inWords[kind] ?? kind} is not for reading`
  if (kind === 'Function' && parent === 'TableExpression' && !tables.has(name.toLowerCase())) {
    return `the table function ${name} is not for reading`
  }
  // A table that is named like a path is a file to the engine.
  if (kind === 'TableIdentifier' && !/^(?:\w+\.)?\w+$/.test(name))
    return `${name} is not a table of linkmeter`
  return null
}

const inWords: Readonly<Record<string, string>> = {
  Set: 'a SETTINGS clause',
  ColumnsApplyTransformer: 'APPLY',
  Explain: 'EXPLAIN',
}
