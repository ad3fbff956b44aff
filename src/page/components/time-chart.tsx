/** Lines over time (uPlot), with spans and a limit marked; the same as a table for who cannot see them. */
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { localText } from '../format/time.ts'
import { theme } from '../theme.ts'
import { Empty } from './loaded.tsx'

interface Line {
  readonly name: string
  readonly values: readonly (number | null)[]
}

/** A stretch of time that explains a line: an exclusion, an incident. Moments in ms since 1970. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly kind: 'exclusion' | 'incident'
}

interface Props {
  /** In words, for who hears it. */
  readonly name: string
  /** Ascending, in ms since 1970. */
  readonly times: readonly number[]
  readonly lines: readonly Line[]
  readonly text: (value: number | null) => string
  readonly limit?: number
  readonly spans?: readonly Span[]
}

const HEIGHT = 240

export function TimeChart(props: Props) {
  const place = useRef<HTMLDivElement>(null)
  const { times, name } = props
  const drawn = JSON.stringify([times.at(-1), times.length, props.lines.map(({ values }) => values.at(-1))])
  const chosen = theme.value
  // Drawn again when the data or the theme are others
  useEffect(() => {
    const { current } = place
    if (current === null || times.length === 0) return
    let chart = draw(current, props)
    const again = () => {
      chart.destroy()
      chart = draw(current, props)
    }
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', again)
    const watching = new ResizeObserver(() => chart.setSize({ width: current.clientWidth, height: HEIGHT }))
    watching.observe(current)
    return () => {
      dark.removeEventListener('change', again)
      watching.disconnect()
      chart.destroy()
    }
  }, [drawn, chosen])
  if (times.length === 0) return <Empty>Nothing was counted in this time.</Empty>
  return (
    <>
      <div class="chart" ref={place} role="img" aria-label={name} />
      <ChartData {...props} />
    </>
  )
}

/** As many rows as someone may want to hear. */
const MOST_ROWS = 60

function ChartData({ times, lines, text }: Props) {
  const step = Math.max(1, Math.ceil(times.length / MOST_ROWS))
  const shown = times.map((at, index) => ({ at, index })).filter(({ index }) => index % step === 0)
  return (
    <details class="chart-data">
      <summary>The same as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {lines.map((line) => (
              <th key={line.name} scope="col" class="number">
                {line.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ at, index }) => (
            <tr key={at}>
              <td>{localText(new Date(at))}</td>
              {lines.map((line) => (
                <td key={line.name} class="number">
                  {text(line.values[index] ?? null)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

function draw(place: HTMLDivElement, { times, lines, text, limit, spans = [] }: Props): uPlot {
  const style = getComputedStyle(place)
  const colour = (name: string) => colourOf(place, style.getPropertyValue(name))
  const inks = [colour('--link'), colour('--at-risk'), colour('--incomplete'), colour('--met')]
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  }
  const fills = { exclusion: colour('--line'), incident: colour('--error-ground') }
  const limits =
    limit === undefined ? [] : [{ label: 'Limit', stroke: colour('--breached'), dash: [4, 4], width: 1 }]
  const value = (_: uPlot, raw: number | null) => text(raw)
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      ms: 1,
      legend: { live: true },
      cursor: { y: false },
      axes: [
        { ...axis, values: (_, ticks, __, ___, step) => ticks.map((tick) => tickText(tick, step)) },
        { ...axis, size: 70, values: (_, ticks) => ticks.map((tick) => text(tick)) },
      ],
      series: [
        { value: (_, at) => (at === null ? '–' : localText(new Date(at))) },
        ...lines.map(({ name }, index) => ({
          ...{ label: name, stroke: inks[index % inks.length] ?? 'currentColor', width: 1.5, value },
          spanGaps: false,
        })),
        ...limits.map((one) => ({ ...one, value })),
      ],
      hooks: { drawClear: [(chart) => paintSpans(chart, spans, fills)] },
    },
    [
      [...times],
      ...lines.map(({ values }) => [...values]),
      ...limits.map(() => times.map(() => limit ?? null)),
    ],
    place,
  )
}

/** A canvas knows no custom property and no light-dark(): the browser is asked what they come to here. */
function colourOf(place: HTMLElement, value: string): string {
  const probe = document.createElement('span')
  probe.style.color = value
  place.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

const DAY_MS = 86_400_000
const dayTick = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const minuteTick = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

function tickText(at: number, step_ms: number): string {
  return (step_ms >= DAY_MS ? dayTick : minuteTick).format(at)
}

function paintSpans(
  chart: uPlot,
  spans: readonly Span[],
  fills: Readonly<Record<Span['kind'], string>>,
): void {
  const { ctx, bbox } = chart
  ctx.save()
  for (const { from, to, kind } of spans) {
    const left = Math.max(bbox.left, chart.valToPos(from, 'x', true))
    const right = Math.min(bbox.left + bbox.width, chart.valToPos(to, 'x', true))
    if (right < bbox.left || left > bbox.left + bbox.width) continue
    ctx.fillStyle = fills[kind]
    ctx.fillRect(left, bbox.top, Math.max(2, right - left), bbox.height)
  }
  ctx.restore()
}
