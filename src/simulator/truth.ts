/** The truth of a simulation: what was sent, and what every SLO's counts must be. */
import type { RejectionCode } from '../errors.ts'
import { type KindName, kindNames } from '../events/kinds.ts'
import type { Strike } from './failures/failure.ts'
import { createLedger, type Judgement, sum, type WindowTruth } from './ledger.ts'
import type { Telling } from './native-event.ts'
import type { World } from './world.ts'

export const simulatedSlos = [
  'm01-cross-account-auth-success',
  'm02-token-issuance-latency',
  'm03-action-success',
  'm04-time-to-revoke',
  'm05-audit-delivery',
  'm06-token-lifetime',
  'm07-cross-account-latency',
  'm08-permission-drift',
  'm09-unauthorized-attempts',
  'm10-correlation-propagation',
  'a01-cloudtrail-completeness',
  'a02-assume-role-success',
  'a03-quota-headroom',
  'a04-billing-anomaly',
  'a05-unauthorized-access-findings',
  'a06-log-delivery',
  'a07-infrastructure-drift',
  'a08-time-to-assume-role',
  'a09-cost-per-workload',
  'a10-incident-rate',
] as const
export type SimulatedSlo = (typeof simulatedSlos)[number]

interface Incident extends Pick<Strike, 'failure' | 'where' | 'from' | 'to'> {
  readonly title: string
  readonly link_ids: readonly string[]
}

export interface Truth {
  /** Messages: unique events + duplicates + malformed. */
  readonly sent: number
  readonly unique_events: number
  readonly unique_events_by_kind: Readonly<Record<KindName, number>>
  readonly duplicates: number
  /** Unique events that were sent late. */
  readonly late: number
  readonly malformed: number
  readonly malformed_by_code: Readonly<Partial<Record<RejectionCode, number>>>
  readonly incidents: readonly Incident[]
  /** Of the whole simulation. */
  readonly slos: Readonly<Record<SimulatedSlo, WindowTruth>>
  /** Of the minutes that begin in from … to (ms, half-open). All is judged as if everything were mature. */
  between(slo: SimulatedSlo, from: number, to: number): WindowTruth
}

/** Judges by the told events themselves, whichever story they belong to. Appointed in judges/. */
export interface EventJudge {
  /** Each event that was told, once, in no order. */
  see(telling: Telling): void
  /** When everything has been seen: what could not be judged before. */
  close?(): void
  /** SLOs that verdicts by the minute cannot answer, such as a level at a moment: the window's truth. */
  readonly answers?: Partial<Record<SimulatedSlo, (from: number, to: number) => WindowTruth>>
  /** What SLOs measure besides. */
  readonly values?: Partial<Record<SimulatedSlo, (from: number, to: number) => WindowTruth['values']>>
}

export type Enter = (slo: SimulatedSlo, judgement: Judgement) => void

export interface TruthBook {
  countEvent(telling: Telling, isLate: boolean): void
  countDuplicate(): void
  countMalformed(code: RejectionCode): void
  readonly judge: Enter
  close(strikes: readonly Strike[]): Truth
}

export function createTruthBook(world: World, appoint: (enter: Enter) => readonly EventJudge[]): TruthBook {
  const events = Object.fromEntries(kindNames.map((kind) => [kind, 0])) as Record<KindName, number>
  const malformed_by_code: Partial<Record<RejectionCode, number>> = {}
  let [late, duplicates] = [0, 0]
  const ledgers = bySlo(() => createLedger(world))
  const enter: Enter = (slo, judgement) => ledgers[slo].add(judgement)
  const judges = appoint(enter)
  function between(slo: SimulatedSlo, from: number, to: number): WindowTruth {
    const answer = judges.find(({ answers }) => answers?.[slo])?.answers?.[slo]
    const measure = judges.find(({ values }) => values?.[slo])?.values?.[slo]
    const truth = answer ? answer(from, to) : ledgers[slo].between(from, to)
    const values = measure?.(from, to)
    return values === undefined ? truth : { ...truth, values }
  }
  return {
    countEvent(telling, isLate) {
      events[telling.event.kind]++
      if (isLate) late++
      for (const judge of judges) judge.see(telling)
    },
    countDuplicate() {
      duplicates++
    },
    countMalformed(code) {
      malformed_by_code[code] = (malformed_by_code[code] ?? 0) + 1
    },
    judge: enter,
    close(strikes) {
      for (const judge of judges) judge.close?.()
      const unique_events = sum(Object.values(events))
      const malformed = sum(Object.values(malformed_by_code))
      return {
        sent: unique_events + duplicates + malformed,
        unique_events,
        unique_events_by_kind: events,
        duplicates,
        late,
        malformed,
        malformed_by_code,
        incidents: strikes.map(asIncident),
        slos: bySlo((slo) => between(slo, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)),
        between,
      }
    },
  }
}

function asIncident({ failure, definition, where, links, from, to }: Strike): Incident {
  return { failure, title: definition.title, where, link_ids: links.map((link) => link.link_id), from, to }
}

function bySlo<Value>(make: (slo: SimulatedSlo) => Value): Record<SimulatedSlo, Value> {
  return Object.fromEntries(simulatedSlos.map((slo) => [slo, make(slo)])) as Record<SimulatedSlo, Value>
}
