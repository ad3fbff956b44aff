/**
 * Bills: what each account's services cost on a day, by workload, told on the next morning.
 * A history from before the plan is told at its beginning, since costs are judged by eight weeks of the same weekday.
 */

import { type NativeEvent, type Telling, telling } from '../native-event.ts'
import { Random } from '../random.ts'
import type { Member, Service } from './estate.ts'
import { about, DAY_MS, type EstateSetting, HOUR_MS, purposes, streamOf } from './setting.ts'

/** The bills that came before the plan begins. */
export function tellBillingHistory(setting: EstateSetting): Telling[] {
  const today = Math.floor(setting.from / DAY_MS)
  const days = Array.from({ length: HISTORY_DAYS + 1 }, (_, index) => today - HISTORY_DAYS + index)
  return setting.estate.members
    .flatMap((member) =>
      days.flatMap((day) => bill(setting, member, day)).filter(({ ready_ms }) => ready_ms < setting.from),
    )
    .map(({ event, time_ms }) => telling(event, time_ms, setting.from, setting.from))
}

/** Accounts are billed from three to nine in the morning, each in its own hour. */
export function tellCosts(setting: EstateSetting, hour: number): Telling[] {
  return setting.estate.members
    .filter((member) => hour % 24 === billingHour(member))
    .flatMap((member) => bill(setting, member, Math.floor(hour / 24) - 1))
    .filter(({ ready_ms }) => ready_ms >= setting.from)
}

function bill(setting: EstateSetting, member: Member, day: number): Telling<'cost_sample'>[] {
  const random = new Random(setting.seed, streamOf(day, member.index), purposes.costs)
  const ready_ms = (day + 1) * DAY_MS + billingHour(member) * HOUR_MS + random.whole(0, HOUR_MS - 1)
  const lines = billedServices(setting, member, day).flatMap((service) => {
    const factor = random.chance(setting.rates.cost_anomaly) ? 3 : 1
    return service.workloads.map(({ workload, daily, units }, nth) => ({
      service: service.name,
      workload,
      amount: daily * factor * weekday(day) * (0.98 + 0.04 * random.unit()),
      units: workload === '' ? null : String(Math.round(units * weekday(day) * (0.9 + 0.2 * random.unit()))),
      // Enough for a usual day, not for one that costs three times as much.
      budget: nth === 0 && workload !== '' ? ((1.5 * daily) / units).toFixed(6) : null,
    }))
  })
  const [first] = lines
  if (first !== undefined && random.chance(CREDITED)) {
    lines.push({ ...first, amount: -random.whole(5, 40), units: null, budget: null })
  }
  return lines.map((line) => {
    const time_ms = day * DAY_MS
    const amount = line.amount.toFixed(6)
    const event: NativeEvent<'cost_sample'> = {
      ...about('cost_sample', random, {
        account: member.account,
        region: member.region,
        emitter: 'billing-export',
        time_ms,
      }),
      day: new Date(time_ms).toISOString().slice(0, 10),
      ...line,
      amount,
      effective_amount: (line.amount * 0.92).toFixed(6),
      currency: 'USD',
      linked: line.workload === 'platform',
    }
    return telling(event, time_ms, ready_ms, ready_ms)
  })
}

function billedServices({ from }: EstateSetting, member: Member, day: number): Service[] {
  const today = Math.floor(from / DAY_MS)
  return member.services.filter(
    ({ new_after_days }) => new_after_days === null || day >= today + new_after_days,
  )
}

function weekday(day: number): number {
  const nth = new Date(day * DAY_MS).getUTCDay()
  return nth === 0 || nth === 6 ? 0.6 : 1 + 0.02 * nth
}

function billingHour({ index }: Member): number {
  return 3 + (index % 6)
}

/** Eight weeks of the same weekday, and two weeks more in which a service was new. */
const HISTORY_DAYS = 70

const CREDITED = 0.02
