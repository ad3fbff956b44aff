/** Processors, memory and queues of token brokers, one chart for each. */
import type { Answer } from '../../api/client.ts'
import { Empty } from '../../components/loaded.tsx'
import { TimeChart } from '../../components/time-chart.tsx'
import { countText, percentText, UNKNOWN } from '../../format/number.ts'

type Brokers = Answer<'brokers'>
type Measure = 'cpu_ratio' | 'memory_bytes' | 'queue_depth' | 'audit_queue_depth'

const charts: readonly { title: string; measure: Measure; text: (value: number | null) => string }[] = [
  { title: 'Processors', measure: 'cpu_ratio', text: (value) => percentText(value, 0) },
  { title: 'Memory', measure: 'memory_bytes', text: megabytesText },
  { title: 'Exchanges waiting', measure: 'queue_depth', text: countText },
  { title: 'Audit records waiting', measure: 'audit_queue_depth', text: countText },
]

export function Brokers({ answer: { brokers } }: { answer: Brokers }) {
  if (brokers.length === 0) return <Empty>No broker has told of itself in the last day.</Empty>
  const steps = [...new Set(brokers.flatMap(({ points }) => points.map(({ step }) => step)))].toSorted()
  return (
    <div class="columns">
      {charts.map(({ title, measure, text }) => (
        <div key={measure} class="part">
          <h3>{title}</h3>
          <TimeChart
            name={`${title} of brokers, last day`}
            times={steps.map((step) => Date.parse(step))}
            lines={brokers.map(({ broker, points }) => {
              const known = new Map(points.map((point) => [point.step, point[measure]]))
              return { name: broker, values: steps.map((step) => known.get(step) ?? null) }
            })}
            text={text}
          />
        </div>
      ))}
    </div>
  )
}

function megabytesText(bytes: number | null): string {
  return bytes === null ? UNKNOWN : `${countText(Math.round(bytes / 1_000_000))} MB`
}
