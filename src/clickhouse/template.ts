/**
 * The few places where our SQL differs between one server and a cluster, filled in.
 *
 * - `{{table:x}}`: the table being created; on a cluster its local part, created on every node
 * - `{{stored:x}}`: where rows of x are stored, for materialized views; on a cluster the local part
 * - `{{engine:E}}`: the table engine; on a cluster its Replicated form
 * - `{{distributed:x:key}}`: on a cluster the Distributed table x over the local parts, sharded by key; else nothing
 * - `{{on_cluster}}`: ON CLUSTER, or nothing
 * - `{{name}}`: one of the given fragments, such as the list of audit-log sources
 *
 * The cluster form is checked by the engine's parser only: no cluster has run it (docs/operations.md).
 */
export function fillTemplate(
  sql: string,
  options: { cluster: string | null; fragments?: Readonly<Record<string, string>> },
): string {
  const { cluster, fragments = {} } = options
  const macros = cluster === null ? singleServer : clusterOf(cluster)
  return sql.replace(/\{\{(\w+)(?::([^}]*))?\}\}/g, (whole, name: string, subject: string | undefined) => {
    const filled = macros[name]?.(subject ?? '') ?? fragments[name]
    if (filled === undefined) throw new Error(`the template has an unknown part ${whole}`)
    return filled
  })
}

type Macros = Readonly<Record<string, (subject: string) => string>>

const singleServer: Macros = {
  table: (table) => table,
  stored: (table) => table,
  engine: (engine) => engine,
  distributed: () => '',
  on_cluster: () => '',
}

function clusterOf(cluster: string): Macros {
  const onCluster = ` ON CLUSTER ${quote(cluster)}`
  return {
    table: (table) => `${table}_local${onCluster}`,
    stored: (table) => `${table}_local`,
    engine: (engine) => `Replicated${engine}`,
    distributed: (subject) => distributed(subject, cluster, onCluster),
    on_cluster: () => onCluster,
  }
}

function distributed(subject: string, cluster: string, onCluster: string): string {
  const colon = subject.indexOf(':')
  const table = subject.slice(0, colon)
  const key = subject.slice(colon + 1)
  return (
    `CREATE TABLE IF NOT EXISTS ${table}${onCluster} AS ${table}_local ` +
    `ENGINE = Distributed(${quote(cluster)}, currentDatabase(), ${quote(`${table}_local`)}, ${key})`
  )
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
