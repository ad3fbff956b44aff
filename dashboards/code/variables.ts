/** What a reader chooses at the top of a dashboard. */
import {
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { clickhouse, prometheus, sqlOf } from './queries.ts'

/** One account, or all of them: `'*'` in the queries. */
export const account = () => all('account', 'Account', 'variable-accounts')

export const role = () => all('role', 'Role', 'variable-roles')

/** One account, to be chosen. */
export const oneAccount = () => chosen('account', 'Account', 'variable-accounts')

export const link = () => chosen('link', 'Link', 'variable-links')

export const slo = () =>
  new QueryVariableBuilder('slo')
    .label('SLO')
    .datasource(prometheus)
    .query({ qryType: 1, query: 'label_values(linkmeter_slo_info, slo)', refId: 'slo' })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)

export const correlation = () =>
  new TextBoxVariableBuilder('correlation_id').label('Correlation id').defaultValue('')

/** Where linkmeter's own page is, for links to it. */
export const page = () =>
  new TextBoxVariableBuilder('page').label('linkmeter').defaultValue('http://localhost:9742')

function all(name: string, label: string, query: string): QueryVariableBuilder {
  // Put in as it stands, so it brings its own quotes.
  return chosen(name, label, query).includeAll(true).allValue("'*'")
}

function chosen(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(clickhouse)
    .query(sqlOf(query))
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
}
