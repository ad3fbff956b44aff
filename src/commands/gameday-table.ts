/** Prints a game day: each failure in a line, then its signals, the missed ones too. */
import type { Seen } from '../jobs/gameday/watch.ts'
import { spanInWords } from '../slo/wording.ts'
import type { GamedayResult } from './gameday.ts'

export function gamedayTable(results: readonly GamedayResult[]): string {
  const passed = results.filter((result) => result.passed).length
  const lines = results.flatMap((result) => [
    `${headline(result)} (${result.account}, ${result.events.toLocaleString('en-US')} events)`,
    ...result.signals.map(signalLine),
  ])
  return `${lines.join('\n')}\n\n${passed} of ${results.length} as it must be.\n`
}

function headline({ exercise, title, detected_after_s, passed }: GamedayResult): string {
  const found =
    detected_after_s === null ? 'nothing detected' : `detected after ${spanInWords(detected_after_s)}`
  return `${passed ? 'ok    ' : 'FAILED'} ${exercise} ${title}: ${found}`
}

function signalLine({ signal, alert, after_s, reason }: Seen): string {
  const when = after_s === null ? 'not shown' : `after ${spanInWords(after_s)}`
  return `         ${signal}${alert === null ? '' : ` ${alert}`}: ${when}; ${reason}`
}
