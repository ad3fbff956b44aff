import { readdirSync, readFileSync } from 'node:fs'
import { Registry } from 'prom-client'
import { describe, expect, test } from 'vitest'
import { ingestMetrics } from '../../src/ingest/metrics.ts'
import { deliveryMetrics } from '../../src/jobs/delivery/metrics.ts'
import { jobMetrics } from '../../src/jobs/metrics.ts'
import { kafkaMetrics } from '../../src/kafka/metrics.ts'
import { answers } from '../../src/web/api/answers.ts'
import { inputMetrics } from '../../src/web/input-metrics.ts'
import { webMetrics } from '../../src/web/metrics.ts'
import { sloMetrics } from '../../src/web/slo-metrics.ts'
import { sqlMetrics } from '../../src/web/sql-endpoint/metrics.ts'
import { createRecordingStore } from '../support/ingest.ts'
import { quietLogger } from '../support/web.ts'

const root = new URL('../../', import.meta.url)

/** `name type labels`, as prom-client has them. */
async function registered(): Promise<string[]> {
  const registry = new Registry()
  for (const register of [ingestMetrics, kafkaMetrics, jobMetrics, deliveryMetrics, webMetrics, sqlMetrics])
    register(registry)
  const { readings } = answers({ store: createRecordingStore().store, slos: [], clock: Date })
  const slo = sloMetrics({ readings, slos: [], logger: quietLogger().logger })
  const inputs = inputMetrics({ readings, slos: [], logger: quietLogger().logger })
  const metrics = [registry, slo.registry, inputs.registry].map((one) => one.getMetricsAsArray())
  return metrics.flat().map((metric) => {
    const labels = 'labelNames' in metric ? (metric.labelNames as readonly string[]) : []
    return describeMetric(metric.name, metric.constructor.name, labels)
  })
}

function documented(): string[] {
  return readFileSync(new URL('docs/metrics.md', root), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, name = '', type = '', labels = ''] = line
        .split('|')
        .map((cell) => cell.replaceAll('`', '').trim())
      return describeMetric(name, type, labels === '' ? [] : labels.split(', '))
    })
}

function describeMetric(name: string, type: string, labels: readonly string[]): string {
  return `${name} ${type.toLowerCase()} {${labels.toSorted().join(', ')}}`
}

describe('docs/metrics.md', () => {
  test('lists every metric with its type and labels, and none that does not exist', async () => {
    expect(documented().toSorted()).toEqual((await registered()).toSorted())
  })

  test('knows every metric that is named anywhere in the program', () => {
    const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
    const texts = files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(new URL(`src/${file}`, root), 'utf8'))
    const named = texts.flatMap((text) =>
      [...text.matchAll(/name: '(linkmeter_\w+)'/g)].map((match) => match[1]),
    )
    expect(named.length).toBeGreaterThan(20)
    const known = new Set(documented().map((line) => line.split(' ')[0]))
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })
})
