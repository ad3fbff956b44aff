/** Compliance rules, checked once a day in each account. */

import { type Telling, telling } from '../native-event.ts'
import { Random } from '../random.ts'
import { about, type EstateSetting, HOUR_MS, purposes, streamOf } from './setting.ts'

export function tellCompliance({ estate, seed }: EstateSetting, hour: number): Telling[] {
  return estate.members
    .filter(({ index }) => hour % 24 === index % 24)
    .flatMap(({ index, account, region }) => {
      const random = new Random(seed, streamOf(hour, index), purposes.compliance)
      const time_ms = hour * HOUR_MS + random.whole(0, HOUR_MS - 1)
      return RULES.map((rule) => {
        const status = random.chance(0.06)
          ? random.pick(['non_compliant', 'non_compliant', 'insufficient_data'])
          : 'compliant'
        const event = about('compliance_check', random, { account, region, emitter: 'config', time_ms })
        return telling({ ...event, rule, status }, time_ms)
      })
    })
}

const RULES = ['root-account-mfa-enabled', 's3-bucket-public-read-prohibited'] as const
