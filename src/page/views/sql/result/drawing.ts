/** Whether a result can be drawn, and how: lines over time, or bars by what its first column says. */
import { momentOf } from '../../../format/time.ts'
import { cellText, innerType, kindOf, type ResultColumn, type ResultRow } from './cells.ts'

interface Line {
  readonly name: string
  readonly values: readonly (number | null)[]
}

export type Drawing =
  | {
      readonly kind: 'lines'
      readonly times: readonly number[]
      readonly lines: readonly Line[]
      readonly left_out: number
    }
  | { readonly kind: 'bars'; readonly name: string; readonly bars: readonly Bar[]; readonly left_out: number }

export interface Bar {
  readonly label: string
  readonly value: number | null
}

type Judged =
  | { readonly ok: true; readonly drawing: Drawing }
  | { readonly ok: false; readonly reason: string }

/** As many as there are colours that can be told apart. */
const MOST_LINES = 4
const MOST_BARS = 50

export function drawingOf(columns: readonly ResultColumn[], rows: readonly ResultRow[]): Judged {
  if (rows.length === 0) return no('there is no row.')
  const time = columns.findIndex((column) => kindOf(column) === 'time')
  const numbers = columns.flatMap((column, index) => (kindOf(column) === 'number' ? [index] : []))
  if (time >= 0 && numbers.length > 0) return overTime(columns, rows, { time, numbers })
  return byFirst(columns, rows, numbers)
}

function overTime(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
  { time, numbers }: { time: number; numbers: readonly number[] },
): Judged {
  const zone = zoneOf(columns[time])
  if (zone !== null && zone !== 'UTC') {
    return no(`${columns[time]?.name} is in the zone ${zone}. Write toTimeZone(…, 'UTC').`)
  }
  const known = rows.filter((row) => row[time] !== null)
  const moments = known.map((row) => momentOf(cellText(row[time])).getTime())
  const times = [...new Set(moments)].toSorted((one, other) => one - other)
  if (times.length < 2) return no('a line needs two moments, and here is one.')
  const places = new Map(times.map((at, place) => [at, place]))
  const placed = known.map((row, index) => ({ row, place: places.get(moments[index] ?? 0) ?? 0 }))
  if (times.length === known.length) {
    const lines = numbers.map((number) => lineOf(columns[number]?.name ?? '', placed, number, times.length))
    return yes({ kind: 'lines', times, ...firstOf(lines) })
  }
  // Several rows a moment: one other column may tell them apart.
  const texts = columns.flatMap((column, index) => (kindOf(column) === 'text' ? [index] : []))
  const [text] = texts
  const [number] = numbers
  if (text === undefined || number === undefined || texts.length > 1) {
    return no('several rows share a moment, and not one column of text tells them apart. Group by the time.')
  }
  const names = new Set(placed.map(({ row }) => cellText(row[text])))
  const series = new Map(
    [...names].map((name) => [name, placed.filter(({ row }) => cellText(row[text]) === name)]),
  )
  const lines = [...series]
    .map(([name, own]) => lineOf(name || 'empty', own, number, times.length))
    .toSorted((one, other) => sumOf(other) - sumOf(one))
  if ([...series.values()].some((own) => new Set(own.map(({ place }) => place)).size < own.length)) {
    return no(`several rows share a moment and ${columns[text]?.name}. Group by both.`)
  }
  return yes({ kind: 'lines', times, ...firstOf(lines) })
}

interface Placed {
  readonly row: ResultRow
  readonly place: number
}

function lineOf(name: string, placed: readonly Placed[], number: number, length: number): Line {
  const values: (number | null)[] = Array.from({ length }, () => null)
  for (const { row, place } of placed) values[place] = numberOf(row[number])
  return { name, values }
}

function sumOf({ values }: Line): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

function firstOf(lines: readonly Line[]): { lines: readonly Line[]; left_out: number } {
  return { lines: lines.slice(0, MOST_LINES), left_out: Math.max(0, lines.length - MOST_LINES) }
}

function byFirst(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
  numbers: readonly number[],
): Judged {
  const value = numbers.find((index) => index > 0)
  if (value === undefined) {
    return no('it takes a time and a number, or a number after a first column that names it.')
  }
  const bars = rows.map((row) => ({ label: cellText(row[0]), value: numberOf(row[value]) }))
  if (bars.some((bar) => bar.value !== null && bar.value < 0)) return no('bars show no numbers below zero.')
  const left_out = Math.max(0, bars.length - MOST_BARS)
  return yes({ kind: 'bars', name: columns[value]?.name ?? '', bars: bars.slice(0, MOST_BARS), left_out })
}

/** What is exact as text may be rounded where it is drawn. */
function numberOf(value: unknown): number | null {
  const number = value === null || value === undefined ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : null
}

function zoneOf(column: ResultColumn | undefined): string | null {
  return /'([^']+)'\)$/.exec(innerType(column?.type ?? ''))?.[1] ?? null
}

function yes(drawing: Drawing): Judged {
  return { ok: true, drawing }
}

function no(reason: string): Judged {
  return { ok: false, reason }
}
