/**
 * A10: severe incidents, each once, as severe as it was last told to be.
 * In the minute it was opened: as it says itself, else when it was first told of.
 */
import { targetPlace } from '../../ledger.ts'
import { isOf, type Telling } from '../../native-event.ts'
import type { Enter, EventJudge } from '../../truth.ts'
import { grouped } from './group.ts'

export function judgeIncidents(enter: Enter): EventJudge {
  const told: Telling<'incident'>[] = []
  return {
    see(telling) {
      if (isOf('incident', telling)) told.push(telling)
    },
    close() {
      for (const steps of grouped(told, ({ event }) => event.incident_id).values()) {
        steps.sort((one, other) => one.time_ms - other.time_ms)
        const [first, last] = [steps[0], steps.at(-1)]
        if (first === undefined || last === undefined) continue
        const { severity, opened_at, target_account } = last.event
        if (severity !== 'sev1' && severity !== 'sev2') continue
        const time_ms = opened_at === null ? first.time_ms : new Date(opened_at).getTime()
        enter('a10-incident-rate', { time_ms, place: targetPlace(target_account), verdict: 'bad' })
        enter('a10-incident-rate', { time_ms, place: targetPlace(target_account), verdict: severity })
      }
    },
  }
}
