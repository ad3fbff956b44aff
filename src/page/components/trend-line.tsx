/** An SLO's last 30 days in a line's height. */
import type { Answer } from '../api/client.ts'
import { percentText } from '../format/number.ts'
import { Sparkline } from './sparkline.tsx'

type Slo = Answer<'list_slos'>['slos'][number]

interface Props {
  readonly name: string
  readonly trend: Slo['trend']
  readonly objective: number
  readonly kind: Slo['kind']
}

const DAY_MS = 86_400_000

export function TrendLine({ name, trend, objective, kind }: Props) {
  const [first, last] = [trend[0], trend.at(-1)]
  if (first === undefined || last === undefined) return <span class="quiet small">no trend</span>
  const isCount = kind === 'count'
  const values = new Map(trend.map(({ day, ratio, bad }) => [day, isCount ? bad : ratio]))
  const points = daysBetween(first.day, last.day).map((label) => ({
    label,
    value: values.get(label) ?? null,
  }))
  const ratios = trend.flatMap(({ ratio }) => (ratio === null ? [] : [ratio]))
  const told = isCount
    ? `${name}, by day: at most ${Math.max(...trend.map(({ bad }) => bad))} a day, ${last.bad} on ${last.day}`
    : `${name}, by day: lowest ${percentText(ratios.length === 0 ? null : Math.min(...ratios))}, on ${last.day} ${percentText(last.ratio)}`
  return <Sparkline points={points} name={told} {...(kind === 'ratio' ? { limit: objective } : {})} />
}

function daysBetween(first: string, last: string): string[] {
  const days = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10))
  }
  return days
}
