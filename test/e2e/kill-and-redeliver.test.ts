/**
 * The whole way, from a real Kafka to the report, with the service killed three times while rows were stored
 * but not committed. What is stored and what is measured must equal the simulator's truth exactly.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/clickhouse/open-store.ts'
import type { Store } from '../../src/clickhouse/store.ts'
import type { ReportEntry } from '../../src/commands/report-table.ts'
import { kinds } from '../../src/events/kinds.ts'
import { createProducer } from '../../src/kafka/producer.ts'
import { PLANTED_SECRET } from '../../src/simulator/malformed.ts'
import { roughRates } from '../../src/simulator/rates.ts'
import { simulate } from '../../src/simulator/simulate.ts'
import type { Truth } from '../../src/simulator/truth.ts'
import { type ProxiedKafka, startProxiedKafka } from '../support/broker-proxy.ts'
import { committed, settingsOf, silent, withAdmin } from '../support/consuming.ts'
import { linkmeter, type RunningService, startService, until } from '../support/service.ts'

/** Those whose report by link is by link, and that need no weeks. */
const linkSlos = [
  'm01-cross-account-auth-success',
  'm02-token-issuance-latency',
  'm03-action-success',
  'm05-audit-delivery',
  'm06-token-lifetime',
  'm07-cross-account-latency',
  'm10-correlation-propagation',
] as const
const EVENTS = 300_000
const PARTITIONS = 4
const HOUR_MS = 3_600_000
const group = `killed-${randomUUID()}`
const topic = `events-${randomUUID()}`

let kafka: ProxiedKafka
let folder: string
let service: RunningService
let truth: Truth
/** How far each partition was stored and committed at each kill. */
const kills: { stored: number[]; committed: number[] }[] = []
/** What each life of the service took in until nothing was left to read, and where it began. */
const lives: { began: number; ended: number; taken: number }[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-kill-'))
  kafka = await startProxiedKafka()
  await withAdmin(kafka.kafka.brokers, (admin) =>
    admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }] }),
  )
  const now = Date.now()
  const simulation = simulate({
    seed: 3,
    from: now - 48 * HOUR_MS,
    to: now - 2 * HOUR_MS,
    links: 40,
    events_target: EVENTS,
    duplicate_ratio: 0.05,
    malformed_ratio: 0.01,
    shuffle_within_ms: 10 * 60_000,
    rates: roughRates,
  })
  const messages = [...simulation.messages()]
  truth = simulation.truth()
  const third = Math.ceil(messages.length / 3)
  for (let life = 0; life < 3; life += 1) {
    kafka.proxy.releaseCommits()
    await live()
    kafka.proxy.holdCommits()
    await send(messages.slice(life * third, (life + 1) * third))
    await until(storedBeyondCommits, { what: 'rows to be stored and not committed', every_ms: 20 })
    await note()
    await service.kill()
  }
  kafka.proxy.releaseCommits()
  await live()
}, 300_000)

afterAll(async () => {
  await service?.stop()
  await kafka?.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('300,000 events through Kafka, with three kills', () => {
  it('was killed each time with rows that were stored and not committed', () => {
    expect(kills).toHaveLength(3)
    for (const kill of kills) expect(sum(kill.stored)).toBeGreaterThan(sum(kill.committed))
  })

  it('took in again what had been stored and not committed', () => {
    for (const [index, kill] of kills.entries()) {
      const next = lives[index + 1]
      expect(next?.began).toBe(sum(kill.committed))
      expect(next?.taken).toBe((next?.ended ?? 0) - (next?.began ?? 0))
    }
    expect(lives.at(-1)?.ended).toBe(truth.sent)
  })

  it('stores every event once', async () => {
    const counts = await withStore((store) =>
      Promise.all(
        Object.values(kinds).map(async ({ kind, plural }) => {
          const [row] = await store.rows<{ n: number }>(`SELECT count() AS n FROM ${plural}`)
          return [kind, row?.n]
        }),
      ),
    )
    expect(Object.fromEntries(counts)).toEqual(truth.unique_events_by_kind)
  })

  it('keeps every malformed message once, by reason, without its secrets', async () => {
    const rows = await withStore((store) =>
      store.rows<{ reason: string; n: number; leaked: number }>(
        `SELECT reason, count() AS n, countIf(position(bytes, {secret:String}) > 0) AS leaked
         FROM dead_letters FINAL GROUP BY reason`,
        { secret: PLANTED_SECRET },
      ),
    )
    expect(Object.fromEntries(rows.map(({ reason, n }) => [reason, n]))).toEqual(truth.malformed_by_code)
    expect(sum(rows.map(({ leaked }) => leaked))).toBe(0)
  })

  it('reports every indicator as the truth has it', async () => {
    const { code, stdout, stderr } = await linkmeter(['report', '--format', 'json', '--by', 'link'], {
      LINKMETER_DATA_DIR: folder,
    })
    expect(code, stderr).toBe(0)
    const report = new Map((JSON.parse(stdout) as ReportEntry[]).map((entry) => [entry.slo, entry]))
    for (const slo of linkSlos) {
      const { good, total, by_link } = truth.slos[slo]
      const entry = report.get(slo)
      expect({ slo, good: entry?.good, total: entry?.total }).toEqual({ slo, good, total })
      const groups = entry?.groups.map((group) =>
        [...Object.values(group.key), group.good, group.total].join(' '),
      )
      const links = by_link.map((link) =>
        [link.source_account, link.role, link.target_account, link.good, link.total].join(' '),
      )
      expect(groups?.filter((group) => !group.endsWith(' 0')).sort()).toEqual(links.sort())
    }
    const quantiles = truth.slos['m02-token-issuance-latency'].quantiles_ms
    const values = report.get('m02-token-issuance-latency')?.values ?? {}
    for (const name of ['p50', 'p95', 'p99'] as const) {
      const exact_s = (quantiles?.[name] ?? Number.NaN) / 1000
      expect(Math.abs((values[`${name}_seconds`] ?? Number.NaN) / exact_s - 1)).toBeLessThan(0.01)
    }
  })
})

/** Starts the service and lets it read all there is. */
async function live(): Promise<void> {
  const began = sum(await committedUpTo())
  service = await startService({
    KAFKA_BROKERS: kafka.proxy.brokers,
    KAFKA_TOPICS: `${topic}=native`,
    KAFKA_GROUP_ID: group,
    LINKMETER_DATA_DIR: folder,
    LOG_LEVEL: 'warn',
  })
  await until(async () => (await unread()) === 0, {
    what: 'everything sent so far to be stored and committed',
  })
  lives.push({ began, ended: sum(await ends()), taken: await recordsTaken() })
}

async function send(messages: readonly { value: Buffer }[]): Promise<void> {
  const producer = await createProducer({ kafka: settingsOf(kafka.kafka.brokers), logger: silent })
  for (let from = 0; from < messages.length; from += 10_000) {
    await producer.send(
      topic,
      messages
        .slice(from, from + 10_000)
        .map(({ value }, index) => ({ value, partition: index % PARTITIONS })),
    )
  }
  await producer.close()
}

async function note(): Promise<void> {
  kills.push({ stored: await storedUpTo(), committed: await committedUpTo() })
}

async function storedBeyondCommits(): Promise<boolean> {
  if (kafka.proxy.heldCommits() === 0) return false
  return sum(await storedUpTo()) > sum(await committedUpTo())
}

/** The offset after the last stored message of each partition, dead letters included. */
async function storedUpTo(): Promise<number[]> {
  const tables = Object.values(kinds).map(({ plural }) => `SELECT _partition, _offset FROM raw_${plural}`)
  const rows = await withStore((store) =>
    store.rows<{ _partition: number; next: number }>(
      `SELECT _partition, max(_offset) + 1 AS next FROM (${tables.join(' UNION ALL ')}
       UNION ALL SELECT partition AS _partition, offset AS _offset FROM dead_letters)
       GROUP BY _partition`,
    ),
  )
  return Array.from(
    { length: PARTITIONS },
    (_, at) => rows.find(({ _partition }) => _partition === at)?.next ?? 0,
  )
}

async function committedUpTo(): Promise<number[]> {
  return (await committed(kafka.kafka.brokers, group, topic)).map((offset) => Math.max(0, offset))
}

async function unread(): Promise<number> {
  return sum(await ends()) - sum(await committedUpTo())
}

async function ends(): Promise<number[]> {
  const offsets = await withAdmin(kafka.kafka.brokers, (admin) => admin.fetchTopicOffsets(topic))
  return offsets.map(({ high }) => Number(high))
}

async function recordsTaken(): Promise<number> {
  const text = await (await fetch(`${service.address}/metrics`)).text()
  return sum([...text.matchAll(/^linkmeter_ingest_records_total\{.*\} (\d+)$/gm)].map(([, n]) => Number(n)))
}

/** Beside the service, through its socket, as the command line does. */
async function withStore<Result>(use: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(
    { server: null, data_folder: folder, database: 'linkmeter' },
    { owner: false },
  )
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
