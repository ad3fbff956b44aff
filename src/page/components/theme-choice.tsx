/** Light, dark, or as the system says. */
import { chooseTheme, theme, themes } from '../theme.ts'

export function ThemeChoice() {
  return (
    <label class="theme">
      <span class="hidden">Theme</span>
      <select
        value={theme.value}
        onChange={({ currentTarget: { value } }) =>
          chooseTheme(themes.find((one) => one === value) ?? 'auto')
        }
      >
        <option value="auto">Auto</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  )
}
