/** What else may be the cause: quotas near their limit, unusual costs, logs that were not delivered. */
import type { Answer } from '../../api/client.ts'
import { Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { countText, moneyText, percentText } from '../../format/number.ts'

/** What A3 asks every quota to have left. */
const HEADROOM = 0.2

export function QuotaTable({ rows }: { rows: Answer<'quotas'>['rows'] }) {
  return (
    <Table
      caption="Quotas"
      columns={[
        {
          name: 'quota',
          title: 'Quota',
          cell: ({ service, quota }) => `${service}: ${quota}`,
          order: ({ service }) => service,
        },
        {
          name: 'account',
          title: 'Account',
          cell: ({ account, region }) => `${account} ${region}`,
          order: ({ account }) => account,
        },
        {
          ...{ name: 'used', title: 'Used', isNumber: true },
          cell: ({ used_value, limit_value }) => `${countText(used_value)} of ${countText(limit_value)}`,
          order: ({ used_value }) => used_value,
        },
        {
          ...{ name: 'left', title: 'Left', isNumber: true },
          cell: ({ headroom_ratio }) =>
            headroom_ratio < HEADROOM ? (
              <b class="state-at_risk">low {percentText(headroom_ratio, 0)}</b>
            ) : (
              percentText(headroom_ratio, 0)
            ),
          order: ({ headroom_ratio }) => headroom_ratio,
        },
        { name: 'at', title: 'Sampled', isMinor: true, cell: ({ sampled_at }) => <Time at={sampled_at} /> },
      ]}
      rows={rows}
      keyOf={({ account, region, service, quota }) => `${account} ${region} ${service} ${quota}`}
      sort="quotas-by"
      most={20}
      empty="No quota was sampled in the last day."
    />
  )
}

export function AnomalyTable({ rows }: { rows: Answer<'anomalies'>['rows'] }) {
  return (
    <Table
      caption="Unusual costs"
      columns={[
        { name: 'day', title: 'Day', cell: ({ day }) => day },
        {
          name: 'verdict',
          title: 'Verdict',
          cell: ({ verdict }) =>
            verdict === 'anomaly' ? <b class="state-at_risk">anomaly</b> : 'new service',
        },
        { name: 'service', title: 'Service', cell: ({ service }) => service },
        { name: 'account', title: 'Account', cell: ({ account }) => account },
        {
          name: 'cost',
          title: 'Cost',
          isNumber: true,
          cell: ({ cost, currency }) => moneyText(cost, currency),
        },
        {
          ...{ name: 'usual', title: 'Usually', isNumber: true, isMinor: true },
          cell: ({ median, currency }) => (median === null ? '–' : moneyText(median, currency)),
        },
      ]}
      rows={rows}
      keyOf={({ day, account, service, currency }) => `${day} ${account} ${service} ${currency}`}
      most={20}
      empty="No cost was unusual in the last two weeks."
    />
  )
}

export function DeliveryTable({ rows }: { rows: Answer<'failed_deliveries'>['rows'] }) {
  return (
    <Table
      caption="Log files not delivered"
      columns={[
        { name: 'at', title: 'Last tried', cell: ({ last_at }) => <Time at={last_at} /> },
        { name: 'type', title: 'Log', cell: ({ log_type }) => log_type },
        { name: 'account', title: 'Account', cell: ({ account }) => account },
        {
          name: 'object',
          title: 'Object',
          isMinor: true,
          cell: ({ object_key }) => <code>{object_key}</code>,
        },
        { name: 'times', title: 'Tried', isNumber: true, cell: ({ attempts }) => countText(attempts) },
        { name: 'outcome', title: 'Outcome', cell: ({ last_outcome }) => last_outcome.replaceAll('_', ' ') },
      ]}
      rows={rows}
      keyOf={({ object_key, account }) => `${object_key} ${account}`}
      most={20}
      empty="Every log file was delivered in the last day."
    />
  )
}
