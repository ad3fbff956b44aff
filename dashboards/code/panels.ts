/** Panels, each with a title, a description, a unit and a word for when there is nothing. */
import {
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  type DynamicConfigValue,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table'
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import type { Query } from './queries.ts'

export type AnyPanel = StatBuilder | TableBuilder | TimeseriesBuilder

export interface About {
  readonly title: string
  /** What it says, and what to make of it. */
  readonly description: string
  /** Of 24. */
  readonly width: number
  readonly height?: number
  /** As Grafana names units; of a table, of the columns that `columns` does not name. */
  readonly unit?: string
  readonly decimals?: number
  /** Shown where there is nothing. `no data` unless said: nothing is no zero. */
  readonly none?: string
  /** Colours from a value on, the first for all below; green alone unless said. */
  readonly thresholds?: readonly Threshold[]
  /** Where a click leads, by what it is called. */
  readonly links?: Readonly<Record<string, string>>
}

/** One or a few numbers. */
export function stat(about: About, query: Query): StatBuilder {
  const panel = told(new StatBuilder(), { height: 4, ...about }, query)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
  // All rows of a table, its last column: what a query gives is what is shown.
  return panel.reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields(''))
}

/** Lines over the range. */
export function series(about: About, query: Query): TimeseriesBuilder {
  return (
    told(new TimeseriesBuilder(), { height: 8, ...about }, query)
      .legend(
        new VizLegendOptionsBuilder()
          .displayMode(LegendDisplayMode.List)
          .placement(LegendPlacement.Bottom)
          .showLegend(true),
      )
      .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
      .lineWidth(1)
      .fillOpacity(0)
      // A gap is a gap: what was not measured is not drawn.
      .spanNulls(false)
  )
}

export interface Column {
  readonly unit?: string
  readonly decimals?: number
  readonly width?: number
  /** Where a click on its cells leads: `${__data.fields.slo}` is the row's column of that name. */
  readonly link?: readonly [title: string, url: string]
}

/** Rows; columns that need a unit, a width or a link are told by name. */
export function table(
  about: About & { readonly columns?: Readonly<Record<string, Column>> },
  query: Query,
): TableBuilder {
  const panel = told(new TableBuilder(), { height: 8, ...about }, query).filterable(true)
  for (const [name, column] of Object.entries(about.columns ?? {})) {
    panel.overrideByName(name, propertiesOf(column))
  }
  return panel
}

/** Red below `bad`, orange below `warn`, green from there on. */
export function rising(bad: number, warn: number): Threshold[] {
  return [
    { value: null, color: 'red' },
    { value: bad, color: 'orange' },
    { value: warn, color: 'green' },
  ]
}

/** Green below `warn`, orange from there on, red from `bad` on. */
export function falling(warn: number, bad: number): Threshold[] {
  return [
    { value: null, color: 'green' },
    { value: warn, color: 'orange' },
    { value: bad, color: 'red' },
  ]
}

function told<Panel extends AnyPanel>(panel: Panel, about: About & { height: number }, query: Query): Panel {
  const { title, description, width, height, unit, decimals, none = 'no data', thresholds, links } = about
  panel.title(title).description(description).span(width).height(height).noValue(none)
  panel.datasource(query.datasource).targets([...query.targets])
  panel.thresholds(
    new ThresholdsConfigBuilder()
      .mode(ThresholdsMode.Absolute)
      .steps([...(thresholds ?? [{ value: null, color: 'green' }])]),
  )
  if (unit !== undefined) panel.unit(unit)
  if (decimals !== undefined) panel.decimals(decimals)
  if (links !== undefined) {
    panel.links(
      Object.entries(links).map(([name, url]) =>
        new DashboardLinkBuilder(name).type(DashboardLinkType.Link).url(url),
      ),
    )
  }
  return panel
}

function propertiesOf({ unit, decimals, width, link }: Column): DynamicConfigValue[] {
  return [
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
    ...(link === undefined ? [] : [{ id: 'links', value: [{ title: link[0], url: link[1] }] }]),
  ]
}
