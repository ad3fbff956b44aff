/** What the events of an objective's window were: by error, by part, by quantile. */
import type { Answer } from '../../api/client.ts'
import { Empty } from '../../components/loaded.tsx'
import { countText, durationText, UNKNOWN } from '../../format/number.ts'

export function Breakdown({
  standing: { breakdown, values, gross },
}: {
  standing: Answer<'slo'>['standing']
}) {
  const parts = Object.entries(breakdown).toSorted(([, one], [, other]) => other - one)
  const measured = Object.entries(values)
  if (parts.length + measured.length === 0) return <Empty>Nothing more is told of this window.</Empty>
  return (
    <dl class="facts">
      {measured.map(([name, value]) => (
        <Fact key={name} name={name.replace(/_seconds$/, '')} value={valueText(name, value)} />
      ))}
      {parts.map(([name, count]) => (
        <Fact key={name} name={name} value={countText(count)} />
      ))}
      {gross !== null && (
        <Fact name="with what is excluded" value={`${countText(gross.good)} / ${countText(gross.total)}`} />
      )}
    </dl>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}

function valueText(name: string, value: number | null): string {
  if (value === null) return UNKNOWN
  return name.endsWith('_seconds') ? durationText(value) : String(Number(value.toPrecision(6)))
}
