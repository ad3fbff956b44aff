/** How something stands, by word, icon and colour: no one of them alone. */
import type { JSX } from 'preact'

export type State = 'met' | 'at_risk' | 'breached' | 'incomplete' | 'no_data'

export const stateTexts: Readonly<Record<State, string>> = {
  met: 'Met',
  at_risk: 'At risk',
  breached: 'Breached',
  incomplete: 'Incomplete',
  no_data: 'No data',
}

/** Worst first: what a reader wants to see before the rest. */
export const statesByWeight: readonly State[] = ['breached', 'at_risk', 'incomplete', 'no_data', 'met']

export function StateBadge({ state }: { state: State }) {
  return (
    <span class={`state state-${state}`}>
      <StateIcon state={state} /> {stateTexts[state]}
    </span>
  )
}

export function StateIcon({ state }: { state: State }) {
  return (
    <svg viewBox="0 0 16 16" class={`icon state-${state}`} aria-hidden="true">
      {icons[state]}
    </svg>
  )
}

const icons: Readonly<Record<State, JSX.Element>> = {
  met: <path d="M2.5 8.5l3.5 3.5 7.5-8" class="stroke" />,
  at_risk: <path d="M8 2l6.5 12h-13zM8 6.5v3.5M8 11.8v.4" class="stroke" />,
  breached: <path d="M3 3l10 10M13 3L3 13" class="stroke" />,
  incomplete: <path d="M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12" class="stroke" />,
  no_data: <path d="M3.5 8h9" class="stroke" />,
}
