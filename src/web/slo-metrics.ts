/** How the SLOs stand, as Prometheus text: read from the tables at a scrape and kept for a while. */
import type { Logger } from 'pino'
import { Gauge, Registry } from 'prom-client'
import type { Store } from '../clickhouse/store.ts'
import { keptText } from './kept-text.ts'
import { type AlertRow, lastAlerts, latestEvaluations, worstLinks } from './slo-rows.ts'
import { type SloFacts, type SloView, sloSeries } from './slo-series.ts'
import { within } from './within.ts'

export interface SloMetrics {
  /** The series of this moment. Never fails: when the tables cannot be read, only what needs none is there. */
  text(): Promise<string>
  /** The metrics it fills, for the test that holds docs/metrics.md to them. */
  readonly registry: Registry
}

export interface SloMetricsOptions {
  readonly store: Store
  readonly slos: readonly SloFacts[]
  /** The wall clock unless a test has its own. */
  readonly clock?: { now(): number }
  readonly logger: Pick<Logger, 'warn'>
  readonly limits?: Partial<SloMetricsLimits>
}

interface SloMetricsLimits {
  readonly cache_ms: number
  /** After this long a scrape is answered without: Prometheus itself waits ten seconds. */
  readonly read_ms: number
  /** Measurements older than this no longer say how things stand. */
  readonly stale_ms: number
  /** Links shown per SLO. */
  readonly links: number
}

const usualLimits: SloMetricsLimits = { cache_ms: 5_000, read_ms: 5_000, stale_ms: 300_000, links: 20 }

export function sloMetrics(options: SloMetricsOptions): SloMetrics {
  const { slos, logger, clock = Date } = options
  const limits: SloMetricsLimits = { ...usualLimits, ...options.limits }
  const registry = new Registry()
  const fill = sloGauges(registry)
  let reading: Promise<SloView[]> | null = null
  let lastKnown: ReadonlyMap<string, readonly AlertRow[]> = new Map()

  async function read(before: string | null): Promise<string> {
    // A reading that hangs is waited for again, not started a second time.
    reading ??= readViews(options, limits).finally(() => {
      reading = null
    })
    const read = await within(limits.read_ms, reading)
    if (read.ended === 'in time') {
      fill(read.value, true)
      lastKnown = new Map(read.value.map(({ slo, alerts }) => [slo.name, alerts]))
    } else if (read.ended === 'late' && before !== null) {
      return before
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

  return {
    registry,
    text: keptText({ clock, cache_ms: limits.cache_ms, read }),
  }
}

async function readViews(
  { store, slos, clock = Date }: SloMetricsOptions,
  { stale_ms, links }: SloMetricsLimits,
): Promise<SloView[]> {
  const names = slos.map(({ name }) => name)
  const fresh_from_ms = clock.now() - stale_ms
  const [evaluations, alerts, worst] = await Promise.all([
    latestEvaluations(store, names, clock.now()),
    lastAlerts(store, names),
    worstLinks(store, names, fresh_from_ms, links),
  ])
  return slos.map((slo) => {
    const newest = evaluations.get(slo.name) ?? null
    const isFresh = newest !== null && newest.evaluated_at_s * 1_000 >= fresh_from_ms
    return {
      slo,
      evaluated_at_s: newest?.evaluated_at_s ?? null,
      evaluation: isFresh ? newest : null,
      alerts: alerts.get(slo.name) ?? [],
      links: worst.get(slo.name) ?? [],
    }
  })
}

function unknown(slo: SloFacts, alerts: readonly AlertRow[]): SloView {
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
