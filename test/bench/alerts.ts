/**
 * How long it takes to decide the alerts of 100,000 links of which one in a hundred burns, whether Alertmanager gets
 * each of them, and whether a second pass shows any twice.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { migrate } from '../../src/clickhouse/migrations.ts'
import type { Store } from '../../src/clickhouse/store.ts'
import { allViews } from '../../src/clickhouse/views.ts'
import { readSloFiles } from '../../src/commands/slo-files.ts'
import { sources } from '../../src/events/sources.ts'
import { createDelivery } from '../../src/jobs/delivery/deliver.ts'
import { deliveryMetrics } from '../../src/jobs/delivery/metrics.ts'
import { alertmanagerAt } from '../../src/jobs/delivery/receivers.ts'
import { raiseLinkAlerts } from '../../src/jobs/link-alerts.ts'
import { alignDown, alignUp, HOUR_S, MINUTE_S, mergeRanges, type Range } from '../../src/jobs/ranges.ts'
import { checkSlis } from '../../src/jobs/sli.ts'
import { alertWindows } from '../../src/slo/windows.ts'
import { type Alertmanager, startAlertmanager } from '../support/alertmanager.ts'
import { quietLogger } from '../support/web.ts'
import { readBenchSql } from './read-sql.ts'

const LINKS = 100_000
const BURNING = LINKS / 100
const SLO = 'm03-action-success'

/** @throws when a link that burns is not raised, one that does not is, or Alertmanager shows another number */
export async function run(say: (text: string) => void): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), 'linkmeter-bench-'))
  const store = await openEmbedded(folder, 'linkmeter')
  const alertmanager = await startAlertmanager()
  try {
    await migrate(store, { cluster: null, views: allViews(Object.values(sources)) })
    return await bench(store, alertmanager, say)
  } finally {
    await alertmanager.stop()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function bench(store: Store, alertmanager: Alertmanager, say: (text: string) => void): Promise<object> {
  const { slis } = await checkSlis(
    store,
    readSloFiles([]).slos.filter(({ slo }) => slo.name === SLO),
  )
  // 1. Three days of every link, as of half past an hour.
  const end_s = alignDown(Date.now() / 1000 - HOUR_S / 2, HOUR_S) + HOUR_S / 2
  await layDown(
    store,
    slis.flatMap(({ slo }) => alertWindows(slo)).map(({ seconds }) => seconds),
    end_s,
  )
  say(`${LINKS} links laid down, ${BURNING} of them burning`)
  // 2. The first pass raises, a second finds nothing new.
  const first = await timed(() => raiseLinkAlerts(store, slis, end_s))
  const second = await timed(() => raiseLinkAlerts(store, slis, end_s + 1))
  say(`decided in ${first.ms} ms, again in ${second.ms} ms`)
  mustBe('changes of the second pass', second.value, 0)
  const [pages] = await store.rows<{ links: number }>(readBenchSql('alerts/count-pages'))
  mustBe('links that page', pages?.links, BURNING)
  // 3. Both passes of delivery.
  const metrics = deliveryMetrics(new Registry())
  const { logger } = quietLogger()
  const alertmanagers = [alertmanagerAt(alertmanager.url)]
  const delivery = createDelivery({ store, alertmanagers, webhook: null, clock: Date.now, logger, metrics })
  const delivered = await timed(() => delivery.run())
  const shown = await alertmanager.alerts()
  await delivery.run()
  const shownAgain = await alertmanager.alerts()
  mustBe('alerts that Alertmanager shows', shown.length, first.value)
  mustBe('alerts after the second pass', shownAgain.length, first.value)
  return {
    links: LINKS,
    burning_links: BURNING,
    evaluate_links_ms: first.ms,
    evaluate_links_cpu_ms: first.cpu_ms,
    evaluate_again_ms: second.ms,
    evaluate_again_cpu_ms: second.cpu_ms,
    deliver_ms: delivered.ms,
    delivered: shown.length,
    // Each link that burns gives a page and a ticket.
    delivered_pages: shown.filter(({ labels }) => labels['severity'] === 'page').length,
    second_pass_alerts: shownAgain.length,
    second_pass_fingerprints: new Set(shownAgain.map(({ fingerprint }) => fingerprint)).size,
  }
}

/**
 * What the windows of a running service read: hours, the minutes since the last of them, and those before the first whole
 * hour of each window. Each is an insert of its own, which the engine merges as it does there; the last five minutes
 * are computed twice.
 */
async function layDown(store: Store, windows_s: readonly number[], end_s: number): Promise<void> {
  const links = { slo: SLO, links: LINKS, every: LINKS / BURNING }
  const rolled_s = alignDown(end_s, HOUR_S)
  const hours = startsIn({ from_s: rolled_s - Math.max(...windows_s), to_s: rolled_s }, HOUR_S)
  for (const at_s of hours) await store.run(readBenchSql('alerts/lay-hour'), { ...links, at_s })
  const edges = windows_s.map((seconds) => ({
    from_s: end_s - seconds,
    to_s: Math.min(alignUp(end_s - seconds, HOUR_S), end_s),
  }))
  const read = mergeRanges([...edges, { from_s: rolled_s, to_s: end_s }])
  for (const range of [...read, { from_s: end_s - 5 * MINUTE_S, to_s: end_s }])
    for (const at_s of startsIn(range, MINUTE_S))
      await store.run(readBenchSql('alerts/lay-minute'), { ...links, at_s })
  await store.run(readBenchSql('alerts/note-rolled'), { slo: SLO, rolled_s })
}

function startsIn({ from_s, to_s }: Range, step_s: number): number[] {
  return Array.from({ length: (to_s - from_s) / step_s }, (_, index) => from_s + index * step_s)
}

async function timed<Value>(work: () => Promise<Value>) {
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const value = await work()
  const { user, system } = process.cpuUsage(cpu)
  return { value, ms: Math.round(performance.now() - began), cpu_ms: Math.round((user + system) / 1000) }
}

function mustBe(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what}: found ${found}, expected ${expected}`)
}
