/** A5: critical findings, by their id; the last update says how bad one is, and samples and archived ones are out. */
import { targetPlace } from '../../ledger.ts'
import { isOf, type Telling } from '../../native-event.ts'
import type { Enter, EventJudge } from '../../truth.ts'

export function judgeFindings(enter: Enter): EventJudge {
  const last = new Map<string, Telling<'finding'>>()
  return {
    see(telling) {
      if (!isOf('finding', telling)) return
      const { finding_id } = telling.event
      const known = last.get(finding_id)
      if (known === undefined || updatedMs(known) < updatedMs(telling)) last.set(finding_id, telling)
    },
    close() {
      for (const { event, time_ms } of last.values()) {
        if (event.sample || event.status === 'archived' || event.severity < CRITICAL) continue
        const place = targetPlace(event.target_account)
        enter('a05-unauthorized-access-findings', { time_ms, place, verdict: 'bad' })
      }
    },
  }
}

const CRITICAL = 9

function updatedMs({ event, time_ms }: Telling<'finding'>): number {
  return event.updated_at === null ? time_ms : new Date(event.updated_at).getTime()
}
