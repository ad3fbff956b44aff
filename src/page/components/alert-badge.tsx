/** The state of an alert, by word, icon and colour. */
import { StateIcon } from './state-badge.tsx'

type AlertState = 'firing' | 'quiet' | 'frozen' | 'no_data'

const faces = {
  firing: { icon: 'breached', word: 'Firing' },
  frozen: { icon: 'incomplete', word: 'Frozen' },
  quiet: { icon: 'met', word: 'Quiet' },
  no_data: { icon: 'no_data', word: 'No data' },
} as const

/** Null: it was never decided. */
export function AlertBadge({ state, severity }: { state: AlertState | null; severity: string }) {
  const { icon, word } = faces[state ?? 'no_data']
  return (
    <span class={`state state-${icon}`}>
      <StateIcon state={icon} /> {word} <span class="severity">{severity}</span>
    </span>
  )
}
