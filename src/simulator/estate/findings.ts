/** Findings of a detector: some are updated, grow worse, are archived or resolved; some are only samples. */

import { type Telling, telling } from '../native-event.ts'
import { Random } from '../random.ts'
import { rfc3339 } from '../rfc3339.ts'
import type { Member } from './estate.ts'
import { about, type EstateSetting, HOUR_MS, purposes, streamOf } from './setting.ts'

export function tellFindings(setting: EstateSetting, hour: number): Telling[] {
  const { estate, seed, rates } = setting
  return estate.members.flatMap((member) => {
    const random = new Random(seed, streamOf(hour, member.index), purposes.findings)
    const found: Telling[] = []
    for (let left = random.poisson(rates.findings_an_hour); left > 0; left--) {
      const time_ms = hour * HOUR_MS + random.whole(0, HOUR_MS - 1)
      found.push(...updatesOf(setting, member, random, time_ms))
    }
    return found
  })
}

/** All carry the time at which the finding arose; each is sent when it is made. */
function updatesOf({ rates }: EstateSetting, member: Member, random: Random, time_ms: number): Telling[] {
  const { account, region } = member
  const isSample = random.chance(0.1)
  const finding_id = random.hex(4)
  const finding_type = random.pick(FINDING_TYPES)
  const isCritical = isSample || random.chance(rates.finding_critical)
  let severity = isCritical ? random.pick([9, 9.1, 9.6]) : random.pick([2, 4.5, 5, 7.5, 8, 8.9])
  let status: 'open' | 'archived' | 'resolved' = 'open'
  let updated_ms = time_ms
  const updates: Telling[] = []
  for (let left = random.whole(1, 4); left > 0; left--) {
    const event = about('finding', random, { account, region, emitter: 'threat-detector', time_ms })
    const updated_at = rfc3339(updated_ms)
    updates.push(
      telling(
        { ...event, finding_id, finding_type, severity, status, sample: isSample, updated_at },
        time_ms,
        updated_ms,
      ),
    )
    updated_ms += random.whole(1, 30 * 60_000)
    if (random.chance(0.05)) severity = random.pick([8.9, 9.2])
    status = random.pick(['open', 'open', 'open', 'archived', 'resolved'])
  }
  return updates
}

const FINDING_TYPES = [
  'UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B',
  'CredentialAccess:IAMUser/AnomalousBehavior',
  'Recon:IAMUser/UserPermissions',
  'Persistence:IAMUser/AnomalousBehavior',
  'Impact:S3/AnomalousBehavior.Permission',
] as const
