/** What panels ask: Prometheus in PromQL, ClickHouse with a file of sql/dashboards. */
import { readFileSync } from 'node:fs'
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'

/** As dashboards/provisioning/datasources names them. */
export const prometheus: DataSourceRef = { type: 'prometheus', uid: 'prometheus' }
export const clickhouse: DataSourceRef = { type: 'grafana-clickhouse-datasource', uid: 'clickhouse' }

export interface Query {
  readonly datasource: DataSourceRef
  /** In order; a panel names them A, B, … */
  readonly targets: readonly Builder<Dataquery>[]
}

/** One value for each series, as of the end of the range. */
export function now(...expressions: readonly string[]): Query {
  return asked(
    expressions.map((expr) => new DataqueryBuilder().expr(expr).instant().format(PromQueryFormat.Table)),
  )
}

/** By legend (`{{slo}}`, or a word) the series over the range. */
export function over(expressions: Readonly<Record<string, string>>): Query {
  return asked(
    Object.entries(expressions).map(([legend, expr]) =>
      new DataqueryBuilder().expr(expr).range().legendFormat(legend),
    ),
  )
}

/** The rows of sql/dashboards/<name>.sql. */
export function rows(name: string): Query {
  return { datasource: clickhouse, targets: [clickhouseQuery(name, 'table')] }
}

/** The same with a column of times first: a line for each number beside it. */
export function lines(name: string): Query {
  return { datasource: clickhouse, targets: [clickhouseQuery(name, 'timeseries')] }
}

/** The text of a query file without its header, which is for who reads the file. */
export function sqlOf(name: string): string {
  const text = readFileSync(new URL(`../../sql/dashboards/${name}.sql`, import.meta.url), 'utf8')
  return text.replace(/^(--.*\n)+/, '').trim()
}

function asked(builders: readonly DataqueryBuilder[]): Query {
  const targets = builders.map((builder, index) =>
    builder.datasource(prometheus).refId(String.fromCharCode(65 + index)),
  )
  return { datasource: prometheus, targets }
}

/** As the plugin grafana-clickhouse-datasource 4 keeps a query written by hand. */
interface ClickhouseQuery extends Dataquery {
  readonly refId: string
  readonly datasource: DataSourceRef
  readonly editorType: 'sql'
  readonly queryType: 'table' | 'timeseries'
  /** 0: a series over time; 1: a table. */
  readonly format: 0 | 1
  readonly rawSql: string
}

function clickhouseQuery(name: string, queryType: ClickhouseQuery['queryType']): Builder<ClickhouseQuery> {
  return {
    build: () => ({
      refId: 'A',
      datasource: clickhouse,
      editorType: 'sql',
      queryType,
      format: queryType === 'table' ? 1 : 0,
      rawSql: sqlOf(name),
      _implementsDataqueryVariant: () => {},
    }),
  }
}
