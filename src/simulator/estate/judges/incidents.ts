/** A10: severe incidents, each once, in the minute it was opened: as it says itself, else when it was first told of. */
import { targetPlace } from '../../ledger.ts'
import { isOf, type Telling } from '../../native-event.ts'
import type { Enter, EventJudge } from '../../truth.ts'

export function judgeIncidents(enter: Enter): EventJudge {
  const first = new Map<string, Telling<'incident'>>()
  return {
    see(telling) {
      if (!isOf('incident', telling)) return
      const { incident_id } = telling.event
      const known = first.get(incident_id)
      if (known === undefined || telling.time_ms < known.time_ms) first.set(incident_id, telling)
    },
    close() {
      for (const { event, time_ms } of first.values()) {
        if (event.severity !== 'sev1' && event.severity !== 'sev2') continue
        const opened_ms = event.opened_at === null ? time_ms : new Date(event.opened_at).getTime()
        const place = targetPlace(event.target_account)
        enter('a10-incident-rate', { time_ms: opened_ms, place, verdict: 'bad' })
      }
    },
  }
}
