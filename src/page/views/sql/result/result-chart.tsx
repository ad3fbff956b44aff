/** A result drawn: lines over time, or bars. */
import { TimeChart } from '../../../components/time-chart.tsx'
import { countText, UNKNOWN } from '../../../format/number.ts'
import type { Bar, Drawing } from './drawing.ts'

export function ResultChart({ drawing }: { drawing: Drawing }) {
  if (drawing.kind === 'bars') return <Bars {...drawing} />
  const { times, lines, left_out } = drawing
  return (
    <>
      <TimeChart
        name={`${lines.map(({ name }) => name).join(', ')} over time`}
        times={times}
        lines={lines}
        text={numberText}
      />
      {left_out > 0 && (
        <p class="quiet small">
          {countText(left_out)} more {left_out === 1 ? 'line is' : 'lines are'} not drawn.
        </p>
      )}
    </>
  )
}

function Bars({ name, bars, left_out }: Extract<Drawing, { kind: 'bars' }>) {
  const highest = Math.max(...bars.map(({ value }) => value ?? 0))
  return (
    <>
      <table class="bars">
        <caption>{name}</caption>
        <tbody>
          {bars.map((bar, index) => (
            <tr key={index}>
              <th scope="row">{bar.label === '' ? 'empty' : bar.label}</th>
              <td>
                <BarLine bar={bar} highest={highest} />
              </td>
              <td class="number">{numberText(bar.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {left_out > 0 && <p class="quiet small">{countText(left_out)} more rows are not drawn.</p>}
    </>
  )
}

function BarLine({ bar: { value }, highest }: { bar: Bar; highest: number }) {
  const share = value === null || highest === 0 ? 0 : value / highest
  return (
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect width={100 * share} height="10" class="bar" />
    </svg>
  )
}

const grouped = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 })

function numberText(value: number | null): string {
  return value === null ? UNKNOWN : grouped.format(value)
}
