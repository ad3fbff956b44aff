/** What is told of an estate, hour by hour: it depends on the seed, the plan's beginning and the hour alone. */
import type { Telling } from '../native-event.ts'
import { tellAccessKeys } from './access-keys.ts'
import { tellAccounts, tellAccountsAtFirst } from './accounts.ts'
import { tellBrokerSamples } from './broker-samples.ts'
import { tellCompliance } from './compliance.ts'
import { tellBillingHistory, tellCosts } from './costs.ts'
import { tellDeployments } from './deployments.ts'
import { tellDrift } from './drift.ts'
import { tellFindings } from './findings.ts'
import { tellIncidents } from './incidents.ts'
import { tellQuotas } from './quotas.ts'
import { type EstateSetting, HOUR_MS } from './setting.ts'
import { tellTrails } from './trails.ts'

/**
 * What begins in a minute (a count since 1970): an hour's events in its first minute.
 * In the plan's first minute also what is told once, and the rest of an hour that had begun before.
 */
export function tellEstate(setting: EstateSetting, minute: number): Telling[] {
  const isFirst = minute === Math.floor(setting.from / 60_000)
  const hourly = minute % 60 === 0 || isFirst ? tellHour(setting, Math.floor(minute / 60)) : []
  return isFirst ? [...tellAtFirst(setting), ...hourly] : hourly
}

function tellAtFirst(setting: EstateSetting): Telling[] {
  return [...tellAccountsAtFirst(setting), ...tellBillingHistory(setting)]
}

function tellHour(setting: EstateSetting, hour: number): Telling[] {
  return TELLERS.flatMap((tell) => tell(setting, hour))
}

/** How many events an estate tells between two moments. */
export function countEstate(setting: EstateSetting, to: number): number {
  let count = tellAtFirst(setting).length
  for (let hour = Math.floor(setting.from / HOUR_MS); hour * HOUR_MS < to; hour++) {
    count += tellHour(setting, hour).filter(
      ({ placed_ms }) => placed_ms >= setting.from && placed_ms < to,
    ).length
  }
  return count
}

/** After the beginning of its hour nothing is sent later than this, but for what `disorder.ts` adds. */
export const ESTATE_REACH_MS = 3.5 * HOUR_MS

const TELLERS = [
  tellAccounts,
  tellTrails,
  tellQuotas,
  tellCosts,
  tellFindings,
  tellIncidents,
  tellDrift,
  tellCompliance,
  tellDeployments,
  tellAccessKeys,
  tellBrokerSamples,
] as const satisfies readonly ((setting: EstateSetting, hour: number) => Telling[])[]
