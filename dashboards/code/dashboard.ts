/** What every dashboard has: its name, its way to the others, and what marks the times of incidents. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { AnyPanel } from './panels.ts'

export interface Layout {
  /** Part of its address, and of the links in alerts: never changed. */
  readonly uid: string
  readonly title: string
  readonly description: string
  /** How far back it looks at first, such as `6h`. */
  readonly range: string
  readonly variables: readonly Builder<VariableModel>[]
  /** By the name of the row, from the top. */
  readonly rows: Readonly<Record<string, readonly AnyPanel[]>>
}

export function dashboard(layout: Layout): DashboardBuilder {
  const { uid, title, description, range, variables, rows } = layout
  const board = new DashboardBuilder(`linkmeter: ${title}`)
    .uid(uid)
    .description(description)
    .tags(['linkmeter'])
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('1m')
    .time({ from: `now-${range}`, to: 'now' })
    .variables([...variables])
    .links([
      new DashboardLinkBuilder('linkmeter')
        .type(DashboardLinkType.Dashboards)
        .tags(['linkmeter'])
        .asDropdown(true)
        .keepTime(true),
    ])
  for (const [name, panels] of Object.entries(rows)) {
    board.withRow(new RowBuilder(name))
    for (const panel of panels) board.withPanel(panel)
  }
  return board
}
