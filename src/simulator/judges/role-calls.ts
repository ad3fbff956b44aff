/** A2 and A8: calls that assume a role, by the account they come from; and the deployments they belong to. */
import { callerPlace } from '../ledger.ts'
import { isOf, type NativeEvent, type Telling } from '../native-event.ts'
import type { Enter, EventJudge } from '../truth.ts'

interface Calls {
  first_ms: number
  last_ms: number
  succeeded: boolean
}

export function judgeRoleCalls(enter: Enter): EventJudge {
  /** By caller and deploy_id. */
  const deployments = new Map<string, { readonly source_account: string; readonly calls: Calls }>()

  function judgeCall({ event, time_ms }: Telling<'token_issuance'>): void {
    const { source_account, outcome, error_type, deploy_id } = event
    const place = callerPlace(source_account)
    const succeeded = outcome === 'success'
    enter(SUCCESS, { time_ms, place, verdict: succeeded ? 'good' : 'bad' })
    if (!succeeded) enter(SUCCESS, { time_ms, place, verdict: error_type || outcome })
    if (deploy_id === '') return
    const key = `${source_account} ${deploy_id}`
    const known = deployments.get(key)
    if (known === undefined) {
      const calls = { first_ms: time_ms, last_ms: time_ms, succeeded }
      deployments.set(key, { source_account, calls })
      return
    }
    known.calls.first_ms = Math.min(known.calls.first_ms, time_ms)
    if (time_ms >= known.calls.last_ms) Object.assign(known.calls, { last_ms: time_ms, succeeded })
  }

  function judgeTime({ event, time_ms }: Telling<'token_issuance'>): void {
    const { source_account, latency_ms } = event
    if (latency_ms === null) return
    const place = callerPlace(source_account)
    if (latency_ms < 0 || latency_ms > 3_600_000) {
      enter(TIME, { time_ms, place, verdict: 'clock_skew' })
      return
    }
    const verdict = latency_ms <= 2_000 ? 'good' : 'bad'
    enter(TIME, { time_ms, place, verdict, value_ms: latency_ms })
  }

  return {
    see(telling) {
      if (!isOf('token_issuance', telling) || !isRoleCall(telling.event)) return
      if (isOwn(telling.event)) judgeCall(telling)
      judgeTime(telling)
    },
    close() {
      for (const { source_account, calls } of deployments.values()) {
        const at = { time_ms: calls.first_ms, place: callerPlace(source_account) }
        enter(SUCCESS, { ...at, verdict: 'deployments' })
        if (!calls.succeeded) enter(SUCCESS, { ...at, verdict: 'deployments_failed' })
      }
    },
  }
}

function isRoleCall({ mechanism, source_account }: NativeEvent<'token_issuance'>): boolean {
  return mechanism.startsWith('assume_role') && source_account !== ''
}

/** A2: by the account's own principals (an AWS service acts for itself), and with a known outcome. A8 asks for neither. */
function isOwn({ principal, outcome }: NativeEvent<'token_issuance'>): boolean {
  return !principal.endsWith('.amazonaws.com') && outcome !== 'unknown'
}

const SUCCESS = 'a02-assume-role-success'
const TIME = 'a08-time-to-assume-role'
