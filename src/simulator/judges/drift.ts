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

interface Denial {
  readonly time_ms: number
  readonly role: string
  /** Who was denied what: successes are kept under the same. */
  readonly habit: string
}

interface Account {
  readonly changes: Change[]
  readonly denials: Denial[]
  /** When somebody succeeded with an operation. */
  readonly successes: Map<string, number[]>
}

export function judgeDrift(enter: Enter): EventJudge {
  const accounts = new Map<string, Account>()
  return {
    see(telling) {
      const account = () => accountOf(accounts, telling.event.target_account)
      if (isOf('action', telling)) note(account(), telling, telling.event.operation)
      else if (isOf('token_issuance', telling)) note(account(), telling, `to ${telling.event.mechanism}`)
      else if (isOf('policy_change', telling)) {
        const { role, planned } = telling.event
        account().changes.push({ time_ms: telling.time_ms, role, planned, broke: false })
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
  { denials, successes }: Account,
  { event, time_ms }: Telling<'action'> | Telling<'token_issuance'>,
  operation: string,
): void {
  const { role, principal, outcome } = event
  const habit = `${role} ${principal} ${operation}`
  if (outcome === 'auth_error') denials.push({ time_ms, role, habit })
  if (outcome !== 'success') return
  const times = successes.get(habit)
  if (times) times.push(time_ms)
  else successes.set(habit, [time_ms])
}

/** Charges a denial to the latest change within the hour before, where it was unplanned and the denied had succeeded. */
function charge({ changes, successes }: Account, { time_ms, role, habit }: Denial): void {
  const [latest] = changes
    .filter((change) => change.role === '' || change.role === role)
    .filter((change) => change.time_ms <= time_ms && time_ms - change.time_ms <= HOUR_MS)
    .sort((one, other) => other.time_ms - one.time_ms)
  if (latest === undefined || latest.planned || latest.broke) return
  const since = latest.time_ms - WEEK_MS
  latest.broke = (successes.get(habit) ?? []).some((time) => time >= since && time < latest.time_ms)
}

function accountOf(accounts: Map<string, Account>, target_account: string): Account {
  const account = accounts.get(target_account) ?? { changes: [], denials: [], successes: new Map() }
  accounts.set(target_account, account)
  return account
}

const SLO = 'm08-permission-drift'
