/** Drift detection, every four hours in a third of the accounts; some runs fail, one resource is never checked. */

import { type Telling, telling } from '../native-event.ts'
import { Random } from '../random.ts'
import { isInEpisode, sorts } from './episodes.ts'
import type { Member } from './estate.ts'
import { about, type EstateSetting, HOUR_MS, purposes, streamOf } from './setting.ts'

export function tellDrift(setting: EstateSetting, hour: number): Telling[] {
  return setting.estate.members
    .filter(({ index }) => index % 3 === 0 && hour % 4 === index % 4)
    .flatMap((member) => runOf(setting, member, hour))
}

function runOf({ seed, rates }: EstateSetting, member: Member, hour: number): Telling[] {
  const random = new Random(seed, streamOf(hour, member.index), purposes.drift)
  const run_ok = !random.chance(rates.drift_run_failed)
  const began_ms = hour * HOUR_MS + random.whole(0, HOUR_MS / 2)
  const { account, region, stack } = member
  return RESOURCES.map((resource, nth) => {
    const subject = member.index * 8 + nth
    const drifts = { seed, sort: sorts.drift, subject, chance: rates.drift, hours: [5, 20] } as const
    const checked = isInEpisode(drifts, hour) ? ('drifted' as const) : ('in_sync' as const)
    const status =
      resource === UNSUPPORTED ? ('not_checked' as const) : run_ok ? checked : ('unknown' as const)
    const time_ms = began_ms + nth * 1_500
    const event = about('drift_report', random, { account, region, emitter: 'stack-drift', time_ms })
    return telling({ ...event, stack, resource, status, run_ok }, time_ms)
  })
}

/** Drift detection does not know its type. */
const UNSUPPORTED = 'Custom::Peering'

const RESOURCES = ['Vpc', 'PublicRoute', 'WebSecurityGroup', UNSUPPORTED] as const
