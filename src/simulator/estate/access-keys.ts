/** Long-lived access keys, as a daily inventory finds them in some accounts: one in use, one old, one never used. */

import { type Telling, telling } from '../native-event.ts'
import { Random } from '../random.ts'
import { rfc3339 } from '../rfc3339.ts'
import { about, DAY_MS, type EstateSetting, HOUR_MS, purposes, streamOf } from './setting.ts'

export function tellAccessKeys({ estate, seed, from }: EstateSetting, hour: number): Telling[] {
  if (hour % 24 !== INVENTORY_HOUR) return []
  return estate.members
    .filter(({ index }) => index % 4 === 1)
    .flatMap(({ index, account, region, team }) => {
      const random = new Random(seed, streamOf(hour, index), purposes.access_keys)
      const time_ms = hour * HOUR_MS + random.whole(0, HOUR_MS - 1)
      return KEYS.map((key, nth) => {
        const event = about('access_key', random, { account, region, emitter: 'key-inventory', time_ms })
        const used_ms = key.last_used_days === null ? null : time_ms - key.last_used_days * DAY_MS
        return telling(
          {
            ...event,
            principal: `arn:aws:iam::${account}:user/${team}-${key.user}`,
            key_id: `AKIASIM${String(index).padStart(6, '0')}${key.user.toUpperCase().slice(0, 6)}${nth}`,
            status: key.status,
            created_at: rfc3339(from - key.age_days * DAY_MS),
            last_used_at: used_ms === null ? null : rfc3339(Math.min(used_ms, time_ms)),
          },
          time_ms,
        )
      })
    })
}

const INVENTORY_HOUR = 2

const KEYS = [
  { user: 'robot', status: 'active', age_days: 40, last_used_days: 0 },
  { user: 'legacy', status: 'active', age_days: 700, last_used_days: 120 },
  { user: 'backup', status: 'inactive', age_days: 200, last_used_days: null },
] as const
