/**
 * A4: days of accounts on which no service cost far more than on the same weekday of eight weeks.
 * A9: what a unit of a workload cost, what share of costs has no workload, and days within a workload's budget.
 */
import { sum, targetPlace, type WindowTruth } from '../../ledger.ts'
import { isOf, type Telling } from '../../native-event.ts'
import type { Enter, EventJudge } from '../../truth.ts'
import { DAY_MS } from '../setting.ts'
import { grouped } from './group.ts'

type Bill = Telling<'cost_sample'>

export function judgeCosts(enter: Enter): EventJudge {
  const bills: Bill[] = []
  return {
    see(telling) {
      if (isOf('cost_sample', telling)) bills.push(telling)
    },
    close() {
      for (const [account, ofAccount] of grouped(bills, ({ event }) => event.target_account)) {
        judgeDays(enter, account, ofAccount)
        judgeBudgets(enter, account, ofAccount)
      }
    },
    values: { 'a09-cost-per-workload': (from, to) => unitCosts(bills, from, to) },
  }
}

function judgeDays(enter: Enter, account: string, bills: readonly Bill[]): void {
  const place = targetPlace(account)
  const services = [...grouped(bills, ({ event }) => event.service).values()].map(costsByDay)
  for (const day of new Set(bills.map(dayOf))) {
    const verdicts = services.filter((costs) => costs.has(day)).map((costs) => verdictOn(costs, day))
    const count = (verdict: string, times = 1) =>
      enter('a04-billing-anomaly', { time_ms: day * DAY_MS, place, verdict, times })
    count(verdicts.includes('anomaly') ? 'bad' : 'good')
    count('new_services', verdicts.filter((verdict) => verdict === 'new').length)
    count('anomalies', verdicts.filter((verdict) => verdict === 'anomaly').length)
  }
}

/** Of one service: what it cost on each day. */
function costsByDay(bills: readonly Bill[]): Map<number, number> {
  const costs = new Map<number, number>()
  for (const bill of bills) costs.set(dayOf(bill), (costs.get(dayOf(bill)) ?? 0) + microsOf(bill) / MICROS)
  return costs
}

function verdictOn(costs: ReadonlyMap<number, number>, day: number): 'anomaly' | 'new' | 'normal' {
  if (day - Math.min(...costs.keys()) < NEW_FOR_DAYS) return 'new'
  const before = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((weeks) => costs.get(day - 7 * weeks) ?? [])
  if (before.length < 4) return 'normal'
  const usual = median(before)
  const spread = median(before.map((cost) => Math.abs(cost - usual)))
  const above = (costs.get(day) ?? 0) - usual
  return above > 5 * spread && above >= 10 ? 'anomaly' : 'normal'
}

/** A9's objective holds only where a budget is set. */
function judgeBudgets(enter: Enter, account: string, bills: readonly Bill[]): void {
  const place = targetPlace(account)
  const tagged = bills.filter(({ event }) => event.workload !== '')
  for (const ofDay of grouped(tagged, ({ event }) => `${event.day} ${event.workload}`).values()) {
    const budgets = ofDay.flatMap(({ event }) => (event.budget === null ? [] : Number(event.budget)))
    const units = sum(ofDay.map(unitsOf))
    const [first] = ofDay
    if (first === undefined || budgets.length === 0 || units === 0) continue
    const isWithin = sum(ofDay.map(microsOf)) / MICROS / units <= Math.max(...budgets)
    enter('a09-cost-per-workload', { time_ms: first.time_ms, place, verdict: isWithin ? 'good' : 'bad' })
  }
}

function unitCosts(bills: readonly Bill[], from: number, to: number): WindowTruth['values'] {
  const within = bills.filter(({ time_ms }) => time_ms >= from && time_ms < to)
  const values: Record<string, number> = {}
  for (const [workload, told] of grouped(within, ({ event }) => event.workload)) {
    const units = sum(told.map(unitsOf))
    if (workload !== '' && units > 0) {
      values[`cost_per_unit[${workload}]`] = sum(told.map(microsOf)) / MICROS / units
    }
  }
  const untagged = within.filter(({ event }) => event.workload === '')
  const billed = sum(within.map(microsOf))
  if (billed !== 0) values['untagged_ratio'] = sum(untagged.map(microsOf)) / billed
  return values
}

const NEW_FOR_DAYS = 14

/** Amounts have six digits behind the point: whole numbers of these add up exactly. */
const MICROS = 1_000_000

function microsOf({ event }: Bill): number {
  return Math.round(Number(event.amount) * MICROS)
}

function unitsOf({ event }: Bill): number {
  return event.units === null ? 0 : Number(event.units)
}

function dayOf({ time_ms }: Bill): number {
  return Math.floor(time_ms / DAY_MS)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}
