/** Inputs, and whether each keeps up. */
import type { Answer } from '../api/client.ts'
import { countText, durationText, UNKNOWN } from '../format/number.ts'
import { StateIcon } from './state-badge.tsx'
import { type Column, Table } from './table.tsx'
import { Time } from './time.tsx'

type Input = Answer<'status'>['inputs'][number]

export function InputTable({ inputs }: { inputs: readonly Input[] }) {
  return (
    <Table
      caption="Inputs"
      columns={columns}
      rows={inputs}
      keyOf={({ source, topic }) => `${source} ${topic}`}
      empty="No input has brought such events. Files are no inputs: nothing is expected of them."
    />
  )
}

const faces = {
  live: { icon: 'met', word: 'Live' },
  behind: { icon: 'at_risk', word: 'Behind' },
  silent: { icon: 'breached', word: 'Silent' },
  retired: { icon: 'no_data', word: 'Retired' },
} as const

const columns: Column<Input>[] = [
  {
    name: 'state',
    title: 'State',
    cell: ({ state }) => (
      <span class={`state state-${faces[state].icon}`}>
        <StateIcon state={faces[state].icon} /> {faces[state].word}
      </span>
    ),
  },
  {
    name: 'input',
    title: 'Input',
    cell: ({ source, topic, transport }) => (
      <>
        {source} <span class="quiet">by {transport === 'kafka' ? topic : 'HTTP'}</span>
      </>
    ),
  },
  {
    name: 'newest',
    title: 'Newest event',
    cell: ({ newest_event }) => <Time at={newest_event} precision="second" />,
  },
  {
    name: 'quiet',
    title: 'Quiet for',
    isNumber: true,
    cell: ({ quiet_s, usual_gap_s }) => (
      <>
        {durationText(quiet_s)} <span class="quiet">usually {durationText(usual_gap_s)}</span>
      </>
    ),
  },
  {
    name: 'unread',
    title: 'Unread',
    isNumber: true,
    isMinor: true,
    cell: ({ unread }) => (unread === null ? UNKNOWN : countText(unread)),
  },
  { name: 'events', title: 'Events', isNumber: true, isMinor: true, cell: ({ events }) => countText(events) },
]
