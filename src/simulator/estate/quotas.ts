/** Samples of service quotas, every fifteen minutes; for some hours one runs low, once nobody samples for a while. */

import { type Telling, telling } from '../native-event.ts'
import { Random } from '../random.ts'
import { rhythmAt } from '../rhythm.ts'
import { isInEpisode, sorts } from './episodes.ts'
import type { Member } from './estate.ts'
import { about, DAY_MS, type EstateSetting, HOUR_MS, purposes, streamOf } from './setting.ts'

export function tellQuotas(setting: EstateSetting, hour: number): Telling[] {
  return setting.estate.members
    .filter(({ index }) => index % SAMPLED_EVERY === 0)
    .filter((member) => !isGap(setting, member, hour))
    .flatMap((member) => sampleHour(setting, member, hour))
}

interface Quota {
  readonly service: string
  readonly quota: string
  readonly limit_value: number
  /** Sampled at these minutes of an hour. */
  readonly minutes: readonly number[]
}

function sampleHour({ seed, rates }: EstateSetting, member: Member, hour: number): Telling[] {
  const random = new Random(seed, streamOf(hour, member.index), purposes.quotas)
  return quotasOf(member).flatMap(({ minutes, ...quota }, nth) => {
    const subject = member.index * 4 + nth
    const isLow = isInEpisode(
      { seed, sort: sorts.quota_low, subject, chance: rates.quota_low, hours: [2, 5] },
      hour,
    )
    return minutes.map((minute) => {
      // Never near 80 %, so that it is no question on which side of it a sample lies.
      const share = isLow
        ? 0.83 + 0.14 * random.unit()
        : 0.25 + 0.2 * rhythmAt(hour * HOUR_MS) + 0.05 * random.unit()
      const time_ms = hour * HOUR_MS + minute * 60_000
      const { account, region } = member
      const event = about('quota_sample', random, { account, region, emitter: 'service-quotas', time_ms })
      return telling({ ...event, ...quota, used_value: Math.round(share * quota.limit_value) }, time_ms)
    })
  })
}

function quotasOf({ index }: Member): Quota[] {
  const often: Quota = {
    service: 'lambda',
    quota: 'Concurrent executions',
    limit_value: 1_000,
    minutes: [0, 15, 30, 45],
  }
  if (index % (2 * SAMPLED_EVERY) !== 0) return [often]
  return [
    often,
    { service: 'ec2', quota: 'Running On-Demand Standard vCPUs', limit_value: 512, minutes: [7] },
    {
      service: 'ec2',
      quota: 'Running Dedicated mac2 Hosts',
      limit_value: 0,
      minutes: index === 0 ? [7] : [],
    },
  ]
}

/** Thirty hours, so that the last sample before it holds for a day and then no longer. */
function isGap({ from }: EstateSetting, member: Member, hour: number): boolean {
  const begin = Math.floor((from + 12 * DAY_MS) / HOUR_MS)
  return member.index === SAMPLED_EVERY && hour >= begin && hour < begin + 30
}

const SAMPLED_EVERY = 5
