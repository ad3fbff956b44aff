/** What the tellers of an estate share, and the columns that all their events have. */
import type { KindName } from '../../events/kinds.ts'
import type { Strike } from '../failures/failure.ts'
import type { Random } from '../random.ts'
import { rfc3339 } from '../rfc3339.ts'
import type { Estate } from './estate.ts'
import type { EstateRates } from './rates.ts'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

export interface EstateSetting {
  readonly estate: Estate
  readonly seed: number
  /** When the plan begins, in ms. */
  readonly from: number
  readonly rates: EstateRates
  readonly strikes: readonly Strike[]
}

/** Of an event about an account, which stands in `target_account`. */
export function about<Kind extends KindName>(
  kind: Kind,
  random: Random,
  event: {
    readonly account: string
    readonly region: string
    readonly emitter: string
    readonly time_ms: number
  },
) {
  return {
    kind,
    event_id: random.hex(4),
    time: rfc3339(event.time_ms),
    emitter: event.emitter,
    source_account: '',
    target_account: event.account,
    role: '',
    region: event.region,
    principal: '',
    correlation_id: '',
  } as const
}

/** Each teller's numbers are its own: the stream is the hour (or day) and the one told of. */
export const purposes = {
  trails: 21,
  quotas: 22,
  costs: 23,
  findings: 24,
  incidents: 25,
  drift: 26,
  compliance: 27,
  deployments: 28,
  access_keys: 29,
  broker_samples: 30,
  accounts: 31,
  episodes: 32,
  sending: 33,
} as const

/** Keeps streams of one purpose apart: fewer subjects than this are told of in one hour. */
const SUBJECTS = 4_096

export function streamOf(period: number, subject: number): number {
  return period * SUBJECTS + subject
}
