/** What the readers look at: 30 days of a simulated estate with its incidents, and of links in plain use: 2,000 in all. */
import { demoPlan } from '../../../src/commands/demo-plan.ts'
import { simulate } from '../../../src/simulator/simulate.ts'
import { declarationOf, plainLinks } from '../../support/plain-links.ts'
import { linkmeter } from '../../support/service.ts'
import type { Workplace } from '../../support/workplace.ts'

export const LINKS = 2_000
const DAYS = 30
const SIMULATED_EVENTS = 150_000
const DAY_MS = 86_400_000
const IMPORT_MS = 600_000

/** Imports it, as of a moment; gives how many messages that were. @throws when it was not imported */
export async function layDownEstate(workplace: Workplace, now_ms: number): Promise<number> {
  const plan = { ...demoPlan(now_ms), events_target: SIMULATED_EVENTS }
  const told = [...simulate(plan).messages()].map(({ value }) => value.toString())
  const begun = new Date(now_ms - DAYS * DAY_MS).toISOString()
  const plain = plainLinks(LINKS - plan.links).flatMap((link, index) => [
    JSON.stringify({ ...declarationOf(index), ...link, time: begun }),
    ...Array.from({ length: DAYS }, (_, day) => JSON.stringify({ ...used(index, day, now_ms), ...link })),
  ])
  const file = await workplace.file('history.ndjson', [...told, ...plain].join('\n'))
  const imported = await linkmeter(['import', '--source', 'native', file], workplace.settings, IMPORT_MS)
  // The simulated estate also tells what no source can read, as a real one does.
  if (imported.code === null || !imported.stdout.includes('"stored"')) throw new Error(imported.stderr)
  return told.length + plain.length
}

/** Once a day, at another time for each link. */
function used(index: number, day: number, now_ms: number): object {
  const ago_ms = day * DAY_MS + ((index * 7_919) % 86_400) * 1_000
  return {
    ...{ kind: 'action', event_id: `used-${index}-${day}`, request_id: `plain-${index}-${day}` },
    ...{ operation: 's3:GetObject', outcome: (index + day) % 500 === 0 ? 'auth_error' : 'success' },
    latency_ms: 20 + (index % 100),
    time: new Date(now_ms - ago_ms).toISOString(),
  }
}
