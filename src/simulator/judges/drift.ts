/** M8: unplanned policy changes after which somebody is denied what they could do before. */
import { targetPlace } from '../ledger.ts'
import { isOf, type Telling } from '../native-event.ts'
import type { Enter, EventJudge } from '../truth.ts'

const HOUR_MS = 3_600_000
const WEEK_MS = 168 * HOUR_MS

interface Change {
  readonly time_ms: number
  /** Empty where the change names none. */
  readonly role: string
  readonly planned: boolean
  broke: boolean
}

/** Who does what. */
interface Habit {
  readonly role: string
  readonly principal: string
  readonly operation: string
}

interface Denial extends Habit {
  readonly time_ms: number
}

interface Account {
  readonly changes: Change[]
  readonly denials: Denial[]
  /** When somebody succeeded with an operation: by role, principal and operation. */
  readonly successes: Map<string, Map<string, Map<string, number[]>>>
}

export function judgeDrift(enter: Enter): EventJudge {
  const accounts = new Map<string, Account>()
  return {
    see(telling) {
      if (isOf('action', telling)) note(accounts, telling, telling.event.operation)
      else if (isOf('token_issuance', telling)) note(accounts, telling, `to ${telling.event.mechanism}`)
      else if (isOf('policy_change', telling)) {
        const { role, planned, target_account } = telling.event
        const { changes } = accountOf(accounts, target_account)
        changes.push({ time_ms: telling.time_ms, role, planned, broke: false })
      }
    },
    close() {
      for (const [target_account, account] of accounts) {
        for (const denial of account.denials) charge(account, denial)
        const place = targetPlace(target_account)
        for (const { time_ms, planned, broke } of account.changes) {
          enter(SLO, { time_ms, place, verdict: 'changes' })
          if (planned) enter(SLO, { time_ms, place, verdict: 'planned' })
          if (broke) enter(SLO, { time_ms, place, verdict: 'bad' })
        }
      }
    },
  }
}

function note(
  accounts: Map<string, Account>,
  { event, time_ms }: Telling<'action'> | Telling<'token_issuance'>,
  operation: string,
): void {
  const { role, principal, outcome, target_account } = event
  if (outcome === 'auth_error') {
    accountOf(accounts, target_account).denials.push({ time_ms, role, principal, operation })
  } else if (outcome === 'success') {
    timesOf(accountOf(accounts, target_account), { role, principal, operation }).push(time_ms)
  }
}

/** Three maps deep, since joining the names of each action to one key takes longer than all else here. */
function timesOf({ successes }: Account, { role, principal, operation }: Habit): number[] {
  const ofRole = successes.get(role) ?? new Map<string, Map<string, number[]>>()
  successes.set(role, ofRole)
  const ofPrincipal = ofRole.get(principal) ?? new Map<string, number[]>()
  ofRole.set(principal, ofPrincipal)
  const times = ofPrincipal.get(operation) ?? []
  ofPrincipal.set(operation, times)
  return times
}

/** Charges a denial to the latest change within the hour before, where it was unplanned and the denied had succeeded. */
function charge(account: Account, denial: Denial): void {
  const { time_ms, role } = denial
  const [latest] = account.changes
    .filter((change) => change.role === '' || change.role === role)
    .filter((change) => change.time_ms <= time_ms && time_ms - change.time_ms <= HOUR_MS)
    .sort((one, other) => other.time_ms - one.time_ms)
  if (latest === undefined || latest.planned || latest.broke) return
  const since = latest.time_ms - WEEK_MS
  latest.broke = timesOf(account, denial).some((time) => time >= since && time < latest.time_ms)
}

function accountOf(accounts: Map<string, Account>, target_account: string): Account {
  const account = accounts.get(target_account) ?? { changes: [], denials: [], successes: new Map() }
  accounts.set(target_account, account)
  return account
}

const SLO = 'm08-permission-drift'
