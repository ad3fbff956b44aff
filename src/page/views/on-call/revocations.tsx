/** Revocations, and whether each took effect. */
import type { Answer } from '../../api/client.ts'
import { LinkName } from '../../components/link-name.tsx'
import { StateIcon } from '../../components/state-badge.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { durationText } from '../../format/number.ts'

type Revocation = Answer<'revocations'>['revocations'][number]

const faces = {
  effective: { icon: 'met', word: 'Effective' },
  expired: { icon: 'met', word: 'Expired' },
  still_allowed: { icon: 'breached', word: 'Still allowed' },
  pending: { icon: 'incomplete', word: 'Pending' },
  unproven: { icon: 'no_data', word: 'Unproven' },
} as const

export function Revocations({ revocations }: { revocations: readonly Revocation[] }) {
  return (
    <Table
      caption="Revocations"
      columns={columns}
      rows={revocations}
      keyOf={({ revocation_id, time }) => `${revocation_id} ${time}`}
      sort="revocations-by"
      empty="Nothing was revoked in the last day."
    />
  )
}

const columns: Column<Revocation>[] = [
  {
    name: 'outcome',
    title: 'Outcome',
    cell: ({ outcome, in_time }) => {
      const isLate = in_time === false && outcome !== 'still_allowed'
      const { icon, word } = faces[outcome]
      return (
        <span class={`state state-${isLate ? 'breached' : icon}`}>
          <StateIcon state={isLate ? 'breached' : icon} /> {word}
          {isLate && ', late'}
        </span>
      )
    },
    order: ({ outcome }) => outcome,
  },
  {
    name: 'at',
    title: 'Requested',
    cell: ({ time }) => <Time at={time} precision="second" />,
    order: ({ time }) => time,
  },
  {
    name: 'after',
    title: 'Took',
    isNumber: true,
    cell: ({ effective_after_s }) => durationText(effective_after_s),
    order: ({ effective_after_s }) => effective_after_s,
  },
  {
    name: 'what',
    title: 'Of',
    cell: (row) => (row.token_id === '' ? <LinkName link={row} /> : `token ${row.token_id}`),
  },
  {
    name: 'severity',
    title: 'Severity',
    isMinor: true,
    cell: ({ severity, scope }) => `${severity} ${scope}`,
  },
  {
    name: 'by',
    title: 'By',
    isMinor: true,
    cell: ({ requested_by, reason }) => [requested_by, reason].filter((one) => one !== '').join(': '),
  },
]
