/** A link's timeline, page by page, is what link_history says of it: through repeats, late rows, shared roles. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { simulate } from '../../../src/simulator/simulate.ts'
import { type LinkName, linkId } from '../../../src/web/api/link-id.ts'
import { startApi, type TestApi } from '../../support/api.ts'
import { type Measuring, openMeasuring } from '../../support/measuring.ts'
import { smallPlan } from '../../support/simulated-history.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS
const to = Math.floor(Date.now() / 1_000) * 1_000
const from = to - 3 * DAY_MS

const role = { target_account: '222222222222', role: 'shared' }
const busy: LinkName = { source_account: '111111111111', ...role }
const quiet: LinkName = { source_account: '333333333333', ...role }
const unused: LinkName = { source_account: '444444444444', ...role }

let measuring: Measuring
let api: TestApi

beforeAll(async () => {
  measuring = await openMeasuring()
  const simulation = simulate({ ...smallPlan(to), duplicate_ratio: 0.1 })
  const records = [...simulation.messages()].map(({ value }) => JSON.parse(value.toString()) as object)
  for (let first = 0; first < records.length; first += 5_000) {
    await measuring.tell(records.slice(first, first + 5_000))
  }
  await measuring.tell(byHand())
  // Repeats and second tellings, of which the higher precedence counts, whatever came first.
  await measuring.tell(byHand())
  const retold = { kind: 'action', time: at(5), ...role, operation: 'retold', outcome: 'success' }
  await measuring.tell([
    { ...retold, event_id: 'moved', source_account: quiet.source_account, precedence: 1 },
    { ...retold, event_id: 'hidden', phase: 'request', precedence: 1 },
  ])
  await measuring.tell([
    { ...retold, event_id: 'moved', source_account: busy.source_account },
    { ...retold, event_id: 'hidden', source_account: quiet.source_account },
  ])
  api = await startApi(measuring.store, measuring.slis)
})

afterAll(async () => {
  await api?.stop()
  await measuring?.close()
})

const at = (minutes_ago: number) => to - minutes_ago * MINUTE_MS - 500

/** One role that one account uses every minute and another five times in three days, before its token is known, too. */
function byHand(): object[] {
  const many = Array.from({ length: 300 }, (_, index) => ({
    ...{ kind: 'action', event_id: `busy-${index}`, time: at(index), ...busy },
    ...{ operation: 's3:GetObject', outcome: index % 9 === 0 ? 'auth_error' : 'success' },
  }))
  const few = [20, 500, 1_400, 2_900, 4_300].flatMap((ago, index) => [
    {
      ...{
        kind: 'action',
        event_id: `quiet-${index}`,
        time: at(ago),
        ...role,
        source_account: role.target_account,
      },
      ...{ token_id: `token-${index}`, operation: 's3:PutObject', outcome: 'success' },
    },
    {
      ...{ kind: 'token_issuance', event_id: `issued-${index}`, time: at(ago + 3), ...quiet },
      ...{ token_id: `token-${index}`, outcome: 'success' },
    },
    { kind: 'audit', event_id: `audit-${index}`, time: at(ago), ...quiet, decision: 'allow' },
  ])
  const { target_account } = role
  return [
    ...many,
    ...few,
    { kind: 'link_lifecycle', event_id: 'life', time: at(4_000), ...quiet, transition: 'granted' },
    { kind: 'link_lifecycle', event_id: 'lives', time: at(30), ...role, transition: 'suspended' },
    { kind: 'revocation', event_id: 'role', time: at(25), ...role, scope: 'role' },
    { kind: 'revocation', event_id: 'one', time: at(24), ...quiet, scope: 'link' },
    { kind: 'policy_change', event_id: 'account', time: at(4_200), target_account, change_type: 'update' },
  ]
}

interface Page {
  readonly events: readonly { readonly event_id: string; readonly kind: string }[]
  readonly next: string | null
}

async function pagesOf(link: LinkName, more = ''): Promise<object[]> {
  const range = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`
  const events: object[] = []
  for (let cursor = ''; ; ) {
    const page = (await api.get(`/links/${linkId(link)}/timeline?${range}${more}${cursor}`)) as Page
    events.push(...page.events)
    if (page.next === null) return events
    cursor = `&cursor=${encodeURIComponent(page.next)}`
  }
}

async function historyOf(link: LinkName, kinds: readonly string[] = []): Promise<object[]> {
  return measuring.store.rows(
    `SELECT time, kind, event_id, source, what, outcome, principal, detail
     FROM link_history
     WHERE target_account = {target_account:String} AND role = {role:String} AND source_account = {source_account:String}
       AND time >= fromUnixTimestamp64Milli({from:Int64}) AND time < fromUnixTimestamp64Milli({to:Int64})
       AND (empty({kinds:Array(String)}) OR has({kinds:Array(String)}, kind))
     ORDER BY time DESC, event_id DESC`,
    { ...link, from, to, kinds },
  )
}

test('of links that share a role: each has its own, however the pages fall', async () => {
  for (const link of [busy, quiet, unused]) {
    const history = await historyOf(link)
    expect(await pagesOf(link)).toEqual(history)
    for (const limit of [1_000, 7]) expect(await pagesOf(link, `&limit=${limit}`)).toEqual(history)
  }
  expect((await historyOf(busy)).length).toBe(303)
  const ids = ((await pagesOf(quiet)) as { event_id: string }[]).map(({ event_id }) => event_id)
  expect(ids.toSorted()).toEqual(
    [
      ...[0, 1, 2, 3, 4].flatMap((index) => [`quiet-${index}`, `issued-${index}`, `audit-${index}`]),
      ...['moved', 'life', 'lives', 'role', 'one', 'account'],
    ].toSorted(),
  )
  expect(await historyOf(unused)).toEqual([])
})

test('only the kinds that are asked for', async () => {
  for (const kinds of [['action'], ['audit', 'revocation'], ['policy_change']]) {
    const history = await historyOf(quiet, kinds)
    expect(history.length).toBeGreaterThan(0)
    expect(await pagesOf(quiet, `&kinds=${kinds.join(',')}&limit=2`)).toEqual(history)
  }
})

test('of simulated links, with all that happens to them', async () => {
  const links = await measuring.store.rows<LinkName>(
    `SELECT source_account, role, target_account FROM link_operations
     WHERE role != 'shared' AND source_account != target_account
     GROUP BY ALL ORDER BY cityHash64(source_account, role, target_account) LIMIT 5`,
  )
  const kinds = new Set<string>()
  for (const link of links) {
    const pages = await pagesOf(link, '&limit=150')
    expect(pages).toEqual(await historyOf(link))
    for (const { kind } of pages as { kind: string }[]) kinds.add(kind)
  }
  expect([...kinds].toSorted()).toEqual([
    'action',
    'audit',
    'link_lifecycle',
    'policy_change',
    'revocation',
    'token_issuance',
  ])
})
