/** How the SLOs stand, as Prometheus text, from what the page's answers are made of. */
import type { Logger } from 'pino'
import { Gauge, Registry } from 'prom-client'
import { type AlertState, latestAlerts } from './api/alert-rows.ts'
import type { Readings } from './api/readings.ts'
import { latestStandings } from './api/slo-standing.ts'
import { latestWorstLinks } from './api/slo-worst-links.ts'
import { type SloFacts, type SloView, sloSeries } from './slo-series.ts'
import { within } from './within.ts'

export interface SloMetrics {
  /** The series of this moment. Never fails: when the tables cannot be read, only what needs none is there. */
  text(): Promise<string>
  /** The metrics it fills, for the test that holds docs/metrics.md to them. */
  readonly registry: Registry
}

export interface SloMetricsOptions {
  readonly readings: Readings
  readonly slos: readonly SloFacts[]
  /** The wall clock unless a test has its own. */
  readonly clock?: { now(): number }
  readonly logger: Pick<Logger, 'warn'>
  readonly limits?: Partial<SloMetricsLimits>
}

interface SloMetricsLimits {
  /** After this long a scrape is answered without: Prometheus itself waits ten seconds. */
  readonly read_ms: number
  /** Measurements older than this no longer say how things stand. */
  readonly stale_ms: number
}

const usualLimits: SloMetricsLimits = { read_ms: 5_000, stale_ms: 300_000 }

export function sloMetrics(options: SloMetricsOptions): SloMetrics {
  const { slos, logger } = options
  const limits: SloMetricsLimits = { ...usualLimits, ...options.limits }
  const registry = new Registry()
  const fill = sloGauges(registry)
  let lastKnown: ReadonlyMap<string, readonly AlertState[]> = new Map()

  async function text(): Promise<string> {
    const read = await within(limits.read_ms, readViews(options, limits))
    if (read.ended === 'in time') {
      fill(read.value, true)
      lastKnown = new Map(read.value.map(({ slo, alerts }) => [slo.name, alerts]))
    } else {
      const reason = read.ended === 'late' ? `no answer within ${limits.read_ms} ms` : String(read.error)
      logger.warn({ reason }, 'the SLO series could not be read')
      // Tables that cannot be read are no reason for an alert to end.
      fill(
        slos.map((slo) => unknown(slo, lastKnown.get(slo.name) ?? [])),
        false,
      )
    }
    return registry.metrics()
  }

  return { registry, text }
}

async function readViews(
  { readings, slos, clock = Date }: SloMetricsOptions,
  { stale_ms }: SloMetricsLimits,
): Promise<SloView[]> {
  const fresh_from_ms = clock.now() - stale_ms
  const isFresh = (row: { readonly evaluated_at: string }) => Date.parse(row.evaluated_at) >= fresh_from_ms
  const [evaluations, alerts, worst] = await Promise.all([
    readings.get(latestStandings),
    readings.get(latestAlerts),
    readings.get(latestWorstLinks),
  ])
  const links = worst.filter(isFresh)
  return slos.map((slo) => {
    const newest = evaluations.get(slo.name) ?? null
    return {
      slo,
      evaluated_at_s: newest === null ? null : Date.parse(newest.evaluated_at) / 1_000,
      evaluation: newest !== null && isFresh(newest) ? newest : null,
      alerts: alerts.filter((one) => one.slo === slo.name),
      links: links.filter((one) => one.slo === slo.name),
    }
  })
}

function unknown(slo: SloFacts, alerts: readonly AlertState[]): SloView {
  return { slo, evaluated_at_s: null, evaluation: null, alerts, links: [] }
}

/** Makes the gauges, and gives what sets them anew: a series that is not told again is gone. */
function sloGauges(registry: Registry): (views: readonly SloView[], isUp: boolean) => void {
  const registers = [registry]
  const up = new Gauge({
    name: 'linkmeter_slo_metrics_up',
    help: '1 when the tables behind the SLO series could be read, else 0',
    registers,
  })
  const gauges = sloSeries.map(({ name, help, labels, series }) => {
    const gauge = new Gauge({ name, help, labelNames: ['slo', ...labels], registers })
    return { gauge, series }
  })
  return (views, isUp) => {
    up.set(isUp ? 1 : 0)
    for (const { gauge, series } of gauges) {
      gauge.reset()
      for (const view of views) {
        for (const { labels, value } of series(view)) {
          if (value !== null) gauge.set({ slo: view.slo.name, ...labels }, value)
        }
      }
    }
  }
}
