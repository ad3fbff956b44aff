/** M4, M6, M8, M9, A2 and A8 from parsed messages, the slow and obvious way, by SLIS.md alone. */
import { type Event, isDuration, type Judged } from './judged.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Judge = (event: Event, good: boolean) => Judged

export function recountLinks(events: Event[], judge: Judge) {
  const of = (kind: string) => events.filter((event) => event.kind === kind)
  const attempts = events.filter(({ kind }) => kind === 'action' || kind === 'token_issuance')
  const roleCalls = of('token_issuance').filter(isRoleCall)
  return {
    'm04-time-to-revoke': revocationsOf(of('revocation'), of('action'), of('token_issuance')).map(
      ([revocation, good]) => judge(revocation, good),
    ),
    'm06-token-lifetime': of('token_issuance')
      .filter(({ outcome, ttl_s }) => outcome === 'success' && ttl_s !== null)
      .filter(({ source_account, target_account }) => !['', target_account].includes(source_account))
      .map((token) => judge(token, Number(token['ttl_s']) <= allowed(token, of('link_lifecycle')))),
    'm08-permission-drift': incidentsOf(of('policy_change'), attempts).map((change) => ({
      ...judge(change, false),
      link: `//${change.target_account}`,
    })),
    'm09-unauthorized-attempts': hoursOf(attempts),
    'a02-assume-role-success': roleCalls.filter(isOwn).map((call) => ({
      ...judge(call, call.outcome === 'success'),
      link: `${call.source_account}//`,
    })),
    'a08-time-to-assume-role': roleCalls.filter(isDuration).map((call) => ({
      ...judge(call, Number(call.latency_ms) <= 2_000),
      link: `${call.source_account}//`,
    })),
  }
}

function at(event: Event): number {
  return Date.parse(event.time)
}

function isRoleCall(call: Event): boolean {
  return String(call['mechanism']).startsWith('assume_role') && call.source_account !== ''
}

function isOwn(call: Event): boolean {
  return !String(call['principal']).endsWith('.amazonaws.com') && call.outcome !== 'unknown'
}

/** Critical ones across accounts that uses (or the expiry) decide, and whether they took effect within 30 s. */
function revocationsOf(revocations: Event[], actions: Event[], issuances: Event[]): [Event, boolean][] {
  return revocations
    .filter((event) => event['severity'] === 'critical' && event.source_account !== event.target_account)
    .flatMap((revocation): [Event, boolean][] => {
      const after = (event: Event) => at(event) - at(revocation)
      const uses = actions
        .filter(({ token_id }) => token_id === revocation.token_id)
        .filter((use) => after(use) >= 0 && after(use) <= 900_000)
      const successes = uses.filter(({ outcome }) => outcome === 'success').map(after)
      const denials = uses.filter(({ outcome }) => outcome === 'auth_error').map(after)
      if (successes.some((ms) => ms > 30_000)) return [[revocation, false]]
      const final = denials.filter((ms) => ms > Math.max(-1, ...successes))
      if (final.length > 0) return [[revocation, Math.min(...final) <= 30_000]]
      const token = issuances.find(({ token_id }) => token_id === revocation.token_id)
      if (uses.length > 0 || token === undefined || token['ttl_s'] === null) return []
      return after(token) + 1_000 * Number(token['ttl_s']) <= 30_000 ? [[revocation, true]] : []
    })
}

function allowed(token: Event, lifecycles: Event[]): number {
  const [latest] = lifecycles
    .filter((step) => placeOf(step) === placeOf(token) && at(step) <= at(token))
    .sort((one, other) => at(other) - at(one))
  return Number(latest?.['max_ttl_s'] ?? 300)
}

function placeOf({ source_account, role, target_account }: Event): string {
  return `${source_account}/${role}/${target_account}`
}

/** Unplanned changes to which a denial is charged of somebody who could do the same before. */
function incidentsOf(changes: Event[], attempts: Event[]): Event[] {
  const incidents = new Set<Event>()
  for (const denied of attempts.filter(({ outcome }) => outcome === 'auth_error')) {
    const [change] = changes
      .filter(
        ({ target_account, role }) =>
          target_account === denied.target_account && ['', denied.role].includes(role),
      )
      .filter((one) => at(one) <= at(denied) && at(denied) - at(one) <= HOUR_MS)
      .sort((one, other) => at(other) - at(one))
    if (change === undefined || change['planned']) continue
    const couldBefore = attempts.some(
      (used) =>
        used.outcome === 'success' &&
        habitOf(used) === habitOf(denied) &&
        at(used) < at(change) &&
        at(used) >= at(change) - 7 * DAY_MS,
    )
    if (couldBefore) incidents.add(change)
  }
  return [...incidents]
}

function habitOf(attempt: Event): string {
  const operation = attempt['operation'] ?? attempt['mechanism']
  return [attempt.kind, attempt.target_account, attempt.role, attempt['principal'], operation].join(' ')
}

/** Hours with attempts that can be held against two weeks or more, good without a spike. */
function hoursOf(attempts: Event[]): Judged[] {
  return [...grouped(attempts, ({ target_account }) => target_account)].flatMap(([account, tried]) => {
    const days = new Set(tried.map((one) => Math.floor(at(one) / DAY_MS)))
    const hours = grouped(tried, (one) => Math.floor(at(one) / HOUR_MS))
    const denied = (hour: number) => hours.get(hour)?.filter(({ outcome }) => outcome === 'auth_error').length
    return [...hours.keys()].flatMap((hour): Judged[] => {
      const today = Math.floor(hour / 24)
      const weeks = [1, 2, 3, 4].flatMap((week) => {
        const isKnown = [...days].some((day) => day > today - 28 && day < today - 7 * week)
        return denied(hour - 168 * week) ?? (isKnown ? 0 : [])
      })
      if (weeks.length < 2) return []
      const median = middle(weeks)
      const limit = median + 5 * middle(weeks.map((week) => Math.abs(week - median)))
      const now = denied(hour) ?? 0
      return [{ minute: hour * 60, link: `//${account}`, good: now < 10 || now <= limit }]
    })
  })
}

function grouped<Key>(events: Event[], keyOf: (event: Event) => Key): Map<Key, Event[]> {
  const groups = new Map<Key, Event[]>()
  for (const event of events) {
    const others = groups.get(keyOf(event))
    if (others) others.push(event)
    else groups.set(keyOf(event), [event])
  }
  return groups
}

function middle(numbers: number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
