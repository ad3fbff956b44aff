/** What the worked examples of SLIS.md are told with: a clock that begins at 00:00, and events of one link. */

export const source_account = '111111111111'
export const target_account = '222222222222'
const role = 'reader'

/** Gives the moment (ms) of a time of the example; 00:00 is the beginning of an hour, or of a day in UTC. */
export type ExampleClock = (time: string) => number

/** Times are mm:ss, or hh:mm where a unit of an hour is asked for. */
export function clockFrom(
  begin: { hours_ago: number } | { days_ago: number },
  unit: 'mm:ss' | 'hh:mm' = 'mm:ss',
): ExampleClock {
  const step_ms = 'hours_ago' in begin ? 3_600_000 : 86_400_000
  const steps = 'hours_ago' in begin ? begin.hours_ago : begin.days_ago
  const start = (Math.floor(Date.now() / step_ms) - steps) * step_ms
  return (time) => {
    const [larger = Number.NaN, smaller = Number.NaN] = time.split(':').map(Number)
    return start + (larger * 60 + smaller) * (unit === 'mm:ss' ? 1_000 : 60_000)
  }
}

/** Makes native events at times of the example, each with an id of its own. */
export function eventsOf(at: ExampleClock) {
  let events = 0
  function event(kind: string, time: string, columns: object): object {
    events += 1
    return { kind, event_id: `e${events}`, time: at(time), source_account, target_account, role, ...columns }
  }
  return {
    event,
    issuance: (time: string, columns: object) => event('token_issuance', time, columns),
    action: (time: string, columns: object) => event('action', time, columns),
  }
}
