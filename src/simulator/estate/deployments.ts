/** Deployments: nine a day over the estate, under the names that exchanges made for them carry. */

import { type Outcome, type Telling, telling } from '../native-event.ts'
import { Random } from '../random.ts'
import { about, type EstateSetting, HOUR_MS, purposes, streamOf } from './setting.ts'

export function tellDeployments({ estate, seed }: EstateSetting, hour: number): Telling[] {
  const day = new Date(hour * HOUR_MS).toISOString().slice(0, 10)
  return Array.from({ length: A_DAY }, (_, index) => index + 1)
    .filter((nth) => Math.floor(((nth - 1) * 24) / A_DAY) === hour % 24)
    .flatMap((nth) => {
      const random = new Random(seed, streamOf(hour, nth), purposes.deployments)
      const member = estate.members[random.whole(0, estate.members.length - 1)]
      if (member === undefined) return []
      const began_ms = hour * HOUR_MS + random.whole(0, HOUR_MS - 1)
      const ended_ms = began_ms + random.whole(3, 40) * 60_000
      const outcome = random.chance(0.05)
        ? random.pick<Outcome>(['auth_error', 'service_error', 'business_error'])
        : 'success'
      const environment = member.name.split('-').at(-2) ?? ''
      const { account, region } = member
      const tell = (time_ms: number, ended: Outcome) => {
        const event = about('deployment', random, { account, region, emitter: 'deploy-pipeline', time_ms })
        return telling({ ...event, deploy_id: `deploy-${day}-${nth}`, environment, outcome: ended }, time_ms)
      }
      return [tell(began_ms, 'unknown'), tell(ended_ms, outcome)]
    })
}

/** As many as `exchange.ts` names. */
const A_DAY = 9
