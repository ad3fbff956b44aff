/** Incidents: opened, updated once or twice while they last (some graded up or down), resolved. */

import { type Telling, telling } from '../native-event.ts'
import { Random } from '../random.ts'
import { rfc3339 } from '../rfc3339.ts'
import type { Member } from './estate.ts'
import { about, type EstateSetting, HOUR_MS, purposes, streamOf } from './setting.ts'

export function tellIncidents({ estate, seed, rates }: EstateSetting, hour: number): Telling[] {
  return estate.members.flatMap((member) => {
    const random = new Random(seed, streamOf(hour, member.index), purposes.incidents)
    if (!random.chance(rates.incidents_an_hour)) return []
    const severity = random.chance(rates.incident_severe)
      ? random.pick<Severity>(['sev1', 'sev2', 'sev2'])
      : random.pick<Severity>(['sev3', 'sev4'])
    return courseOf(member, random, severity, hour * HOUR_MS + random.whole(0, HOUR_MS - 1))
  })
}

type Severity = 'sev1' | 'sev2' | 'sev3' | 'sev4'

function courseOf(member: Member, random: Random, first: Severity, opened_ms: number): Telling[] {
  const { account, region } = member
  let severity = first
  const incident = {
    incident_id: `inc-${random.hex(2)}`,
    // Some trackers do not say when: then the first event of the incident does.
    opened_at: random.chance(0.2) ? null : rfc3339(opened_ms),
    cause: random.pick(['expired certificate', 'bad deployment', 'quota reached', 'upstream outage', '']),
  }
  const course: Telling[] = []
  let time_ms = opened_ms
  for (let left = random.whole(1, 3); left > 0; left--) {
    const event = about('incident', random, { account, region, emitter: 'incident-tracker', time_ms })
    course.push(telling({ ...event, ...incident, severity, status: 'opened', resolved_at: null }, time_ms))
    if (random.chance(0.05)) severity = random.pick<Severity>(['sev2', 'sev3'])
    time_ms += random.whole(60_000, 30 * 60_000)
  }
  const event = about('incident', random, { account, region, emitter: 'incident-tracker', time_ms })
  course.push(
    telling({ ...event, ...incident, severity, status: 'resolved', resolved_at: rfc3339(time_ms) }, time_ms),
  )
  return course
}
