/** The inventory of accounts: all told at the beginning, now and then one changes. */

import { type Telling, telling } from '../native-event.ts'
import { Random } from '../random.ts'
import type { Member } from './estate.ts'
import { about, type EstateSetting, HOUR_MS, purposes, streamOf } from './setting.ts'

export function tellAccountsAtFirst(setting: EstateSetting): Telling[] {
  const { estate, seed, from } = setting
  return estate.members.map((member) => {
    const random = new Random(seed, member.index, purposes.accounts)
    return describe(member, random, from + member.index, {})
  })
}

/** About one account in a hundred a day gets another owner, another criticality, or is suspended for good. */
export function tellAccounts({ estate, seed }: EstateSetting, hour: number): Telling[] {
  const random = new Random(seed, hour, purposes.accounts + 100)
  if (!random.chance((0.01 * estate.members.length) / 24)) return []
  const member = estate.members[random.whole(0, estate.members.length - 1)]
  if (member === undefined) return []
  const change = random.pick<Change>([
    { owner: `${member.team}-lead@example.com` },
    { criticality: 'critical' },
    {
      owner: `${member.team}-platform@example.com`,
      state: member.criticality === 'low' ? 'suspended' : 'active',
    },
  ])
  const within = new Random(seed, streamOf(hour, member.index), purposes.accounts + 200)
  return [describe(member, within, hour * HOUR_MS + within.whole(0, HOUR_MS - 1), change)]
}

interface Change {
  readonly owner?: string
  readonly criticality?: string
  readonly state?: 'active' | 'suspended'
}

function describe(member: Member, random: Random, time_ms: number, change: Change): Telling<'account'> {
  const { account, name, team, region, criticality } = member
  return telling(
    {
      ...about('account', random, { account, region, emitter: 'account-inventory', time_ms }),
      account,
      name,
      team,
      owner: `${team}-oncall@example.com`,
      tags: { team, stage: name.split('-').at(-2) ?? '', 'cost-center': String(4_000 + member.index) },
      criticality,
      state: 'active',
      ...change,
    },
    time_ms,
  )
}
