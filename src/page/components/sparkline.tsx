/** A row of values in a line's height; days without any are gaps, not zeros. */

export interface Point {
  readonly label: string
  readonly value: number | null
}

const WIDTH = 120
const HEIGHT = 28
const EDGE = 2

export function Sparkline({
  points,
  limit,
  name,
}: {
  points: readonly Point[]
  limit?: number
  name: string
}) {
  const known = points.flatMap(({ value }) => (value === null ? [] : [value]))
  if (known.length === 0) return <span class="quiet">no trend</span>
  const all = limit === undefined ? known : [...known, limit]
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const x = (index: number) => EDGE + (index * (WIDTH - 2 * EDGE)) / Math.max(1, points.length - 1)
  const y = (value: number) =>
    high === low ? HEIGHT / 2 : HEIGHT - EDGE - ((value - low) * (HEIGHT - 2 * EDGE)) / (high - low)
  const path = points
    .map(({ value }, index) => {
      if (value === null) return ''
      const begins = index === 0 || points[index - 1]?.value == null
      return `${begins ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}${isAlone(points, index) ? 'h0.1' : ''}`
    })
    .join('')
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={name}>
      <title>{name}</title>
      {limit !== undefined && <path d={`M0 ${y(limit).toFixed(1)}H${WIDTH}`} class="limit" />}
      <path d={path} class="line" />
    </svg>
  )
}

function isAlone(points: readonly Point[], index: number): boolean {
  return points[index - 1]?.value == null && points[index + 1]?.value == null
}
