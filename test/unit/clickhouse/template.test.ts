import { describe, expect, test } from 'vitest'
import { fillTemplate } from '../../../src/clickhouse/template.ts'

const migration = `CREATE TABLE IF NOT EXISTS {{table:events}} (a String)
ENGINE = {{engine:ReplacingMergeTree(a)}};
{{distributed:events:cityHash64(a)}};
CREATE MATERIALIZED VIEW v{{on_cluster}} TO {{stored:marks}} AS SELECT a FROM {{stored:events}};`

describe('a template', () => {
  test('says nothing of clusters on one server', () => {
    expect(fillTemplate(migration, { cluster: null })).toBe(`CREATE TABLE IF NOT EXISTS events (a String)
ENGINE = ReplacingMergeTree(a);
;
CREATE MATERIALIZED VIEW v TO marks AS SELECT a FROM events;`)
  })

  test('puts a replicated table on every node of a cluster and a Distributed one over them', () => {
    expect(
      fillTemplate(migration, { cluster: 'main' }),
    ).toBe(`CREATE TABLE IF NOT EXISTS events_local ON CLUSTER 'main' (a String)
ENGINE = ReplicatedReplacingMergeTree(a);
CREATE TABLE IF NOT EXISTS events ON CLUSTER 'main' AS events_local ENGINE = Distributed('main', currentDatabase(), 'events_local', cityHash64(a));
CREATE MATERIALIZED VIEW v ON CLUSTER 'main' TO marks_local AS SELECT a FROM events_local;`)
  })

  test('quotes the name of the cluster', () => {
    expect(fillTemplate('CREATE VIEW v{{on_cluster}}', { cluster: "it's \\ one" })).toBe(
      "CREATE VIEW v ON CLUSTER 'it\\'s \\\\ one'",
    )
  })

  test('takes fragments as they are, and fills nothing inside them', () => {
    const fragments = { list: "'a', '{{table:x}}'", dollars: '$& $1' }
    expect(fillTemplate('IN ({{list}}) {{dollars}}', { cluster: null, fragments })).toBe(
      "IN ('a', '{{table:x}}') $& $1",
    )
  })

  test('leaves bound parameters alone', () => {
    expect(fillTemplate('{from:DateTime}', { cluster: null })).toBe('{from:DateTime}')
  })

  test('refuses a part that nobody fills', () => {
    expect(() => fillTemplate('SELECT {{nothing}}', { cluster: null })).toThrow('{{nothing}}')
  })
})
