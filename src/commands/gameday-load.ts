/** `linkmeter gameday load`: a bounded rate of events for a bounded time, and what became of them. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { Registry } from 'prom-client'
import { LinkmeterError } from '../errors.ts'
import { sourcesOf } from '../events/sources.ts'
import { createExclusions } from '../exclusions/exclusions.ts'
import { ingestMetrics } from '../ingest/metrics.ts'
import { createPipeline } from '../ingest/pipeline.ts'
import { accountsOf } from '../simulator/exercise.ts'
import { openMigratedStore, readContext, type Terminal } from './context.ts'
import { readSloFiles } from './slo-files.ts'

const MOST_A_SECOND = 20_000
const LONGEST_S = 600

export function loadCommand(terminal: Terminal): Command {
  return new Command('load')
    .summary('drive events at a rate for a time')
    .description(
      'Stores actions of a link of its own, excluded from all objectives, at a rate for a time; ends with one JSON ' +
        'line: how many were stored, how many a second, and how long they took from their time until they were stored.',
    )
    .option('--rate <events>', `a second, at most ${MOST_A_SECOND}`, '200')
    .option('--seconds <seconds>', `for how long, at most ${LONGEST_S}`, '10')
    .addHelpText('after', '\nExamples:\n  linkmeter gameday load --rate 1000 --seconds 60')
    .action(async (options: { rate: string; seconds: string }) => {
      const rate = bounded('--rate', options.rate, MOST_A_SECOND)
      const seconds = bounded('--seconds', options.seconds, LONGEST_S)
      terminal.stdout.write(`${JSON.stringify(await drive(terminal, rate, seconds))}\n`)
    })
}

function bounded(option: string, text: string, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0 && value <= most) return value
  throw new LinkmeterError('bad_usage', { problem: `${option} ${text} is no whole number from 1 to ${most}` })
}

async function drive(terminal: Terminal, rate: number, seconds: number): Promise<object> {
  const { config, logger } = readContext(terminal)
  const store = await openMigratedStore(config, { owner: false })
  const pipeline = createPipeline({ store, clock: Date, logger, metrics: ingestMetrics(new Registry()) })
  const name = `load-${randomBytes(2).toString('hex')}`
  const { source: source_account, target: target_account } = accountsOf(name)
  const began = Date.now()
  try {
    const slos = readSloFiles(config.slo_folders).slos.map(({ slo }) => slo.name)
    await createExclusions({ store, clock: Date, slos }).add({
      kind: 'maintenance',
      account: target_account,
      from: new Date(began - 60_000).toISOString(),
      to: new Date(began + (seconds + 3_600) * 1_000).toISOString(),
      author: 'linkmeter gameday',
      reason: `game day ${name}`,
    })
    const lags_ms: number[] = []
    const waiting: Promise<number>[] = []
    const first = Date.now()
    for (let second = 0; second < seconds; second++) {
      const due = first + second * 1_000
      await sleep(Math.max(0, due - Date.now()))
      const time_ms = Date.now()
      const messages = Array.from({ length: rate }, (_, index) => {
        const record = {
          ...{
            kind: 'action',
            event_id: `${name}-${second}-${index}`,
            time: new Date(time_ms).toISOString(),
          },
          ...{ emitter: 'linkmeter-gameday', source_account, target_account, role: 'load' },
          ...{ operation: 'load:Drive', outcome: 'success', latency_ms: 20 },
        }
        return { value: Buffer.from(JSON.stringify(record)), headers: {}, offset: index, delivered_at: null }
      })
      const topic = `gameday-${name}-${second}`
      const source = sourcesOf(config.sources).native
      const taken = pipeline.takeForReceipt({ source, topic, partition: 0, messages })
      waiting.push(
        taken.stored.then(({ stored }) => {
          lags_ms.push(Date.now() - time_ms)
          return stored
        }),
      )
      await taken.room
    }
    const stored = (await Promise.all(waiting)).reduce((sum, count) => sum + count, 0)
    const took_s = (Date.now() - first) / 1_000
    lags_ms.sort((one, other) => one - other)
    return {
      account: target_account,
      asked: rate * seconds,
      stored,
      seconds: took_s,
      stored_per_second: Math.round(stored / took_s),
      lag_median_ms: lags_ms[Math.floor((lags_ms.length - 1) / 2)] ?? null,
      lag_most_ms: lags_ms.at(-1) ?? null,
    }
  } finally {
    await pipeline.stop()
    await store.close()
  }
}
