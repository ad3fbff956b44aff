/** Light, dark, or as the system says; the choice stays in this browser. */
import { signal } from '@preact/signals'

export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const KEY = 'linkmeter-theme'

export const theme = signal<Theme>(remembered())

export function applyTheme(): void {
  document.documentElement.dataset['theme'] = theme.value
}

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen
  applyTheme()
  try {
    localStorage.setItem(KEY, chosen)
  } catch {
    // A browser that keeps nothing still shows it until it is closed.
  }
}

function remembered(): Theme {
  try {
    return themes.find((one) => one === localStorage.getItem(KEY)) ?? 'auto'
  } catch {
    return 'auto'
  }
}
