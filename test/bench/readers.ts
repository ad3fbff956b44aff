/**
 * 200 readers of the page's API and of /metrics beside ingest: live events come at half of what the service can store,
 * for a minute without readers, a minute with them once all are there, and half a minute with readers that never pause.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { linkId } from '../../src/web/api/link-id.ts'
import { createTopic } from '../support/consuming.ts'
import { startKafka } from '../support/kafka.ts'
import { plainLinks } from '../support/plain-links.ts'
import { type RunningService, startService, until } from '../support/service.ts'
import { makeWorkplace, type Workplace } from '../support/workplace.ts'
import { type Asked, crowdOf } from './readers/crowd-process.ts'
import { LINKS, layDownEstate } from './readers/estate.ts'
import { tellAtRate, tellWithoutEnd } from './readers/live-events.ts'
import { type IngestWatch, type Phase, watchIngest } from './readers/watch-ingest.ts'

const READERS = 200
const SECONDS = 60
/** Two intervals of a page. */
const ARRIVAL_SECONDS = 30
const UNPAUSED_SECONDS = 30
/** In the first of these hardly a job has run, nor a merge. */
const FILLING_SECONDS = 60
const FULL_SECONDS = 120
/** Until the jobs have computed the last full minutes. */
const SETTLING_SECONDS = 60
const PARTITIONS = 4
const GROUP = 'bench'
const PATIENCE_MS = 900_000

type Say = (text: string) => void

/** @throws when an event is lost */
export async function run(say: Say): Promise<object> {
  const workplace = await makeWorkplace()
  const kafka = await startKafka()
  try {
    return await bench(workplace, kafka.brokers, say)
  } finally {
    await kafka.stop()
    await workplace.remove()
  }
}

async function bench(workplace: Workplace, brokers: string, say: Say): Promise<object> {
  // 1. A month of an estate, computed.
  const laid = await layDownEstate(workplace, Date.now())
  say(`${laid} messages of 30 days and ${LINKS} links imported`)
  await computeOnce(workplace)
  say('computed and evaluated')

  // 2. What the service can store, minute after minute, beside its jobs and merges and who tells it: there is always more.
  const topic = await createTopic(brokers, PARTITIONS)
  const telling = { brokers, topic }
  const service = await startService({
    ...settingsOf(workplace),
    KAFKA_BROKERS: brokers,
    KAFKA_TOPICS: `${topic}=native`,
    KAFKA_GROUP_ID: GROUP,
  })
  const ingest = await watchIngest(workplace, service, { ...telling, group: GROUP })
  try {
    await untilReady(service)
    const endless = await tellWithoutEnd({ ...telling, name: 'endless' }, ingest.stored)
    await sleep(FILLING_SECONDS * 1_000)
    const full = await ingest.phase(FULL_SECONDS, () => endless.told)
    const capacity = full.stored_per_s
    say(`capacity: ${textOf(full)}`)
    await endless.stop()
    await untilStored(ingest, endless.told)

    // 3. Half of it, without and with readers.
    const rate = Math.round(capacity / 2)
    const live = await tellAtRate({ ...telling, name: 'live' }, rate)
    const told = () => endless.told + live.told
    await sleep(SETTLING_SECONDS * 1_000)
    const alone = await ingest.phase(SECONDS, told)
    say(`without readers: ${textOf(alone)}`)
    const asked = await whatIsAsked(workplace, service)
    const paced = { ...asked, readers: READERS, arrival_s: ARRIVAL_SECONDS, seconds: SECONDS, pauses: true }
    const crowd = crowdOf(paced)
    await sleep(ARRIVAL_SECONDS * 1_000)
    const beside = await ingest.phase(SECONDS, told)
    const read = await crowd
    say(`while they came: ${JSON.stringify(read.arriving)}`)
    say(`with ${READERS} readers: ${textOf(beside)}`)
    for (const line of read.lines) say(`  ${line}`)

    // 4. The same readers without any pause.
    const unpausedCrowd = crowdOf({ ...paced, arrival_s: 1, seconds: UNPAUSED_SECONDS, pauses: false })
    const unpausedIngest = await ingest.phase(UNPAUSED_SECONDS, told)
    const unpaused = await unpausedCrowd
    say(`with readers that never pause: ${textOf(unpausedIngest)}`)
    for (const line of unpaused.lines) say(`  ${line}`)

    // 5. Nothing is lost.
    await live.stop()
    const produced = told()
    await untilStored(ingest, produced)
    const stored = await ingest.distinct()
    if (stored !== produced) throw new Error(`${produced} events were produced, and ${stored} are stored`)
    return {
      readers: READERS,
      ...read.there,
      arriving: read.arriving,
      capacity_per_s: capacity,
      full,
      events_per_s: rate,
      ...{ events_produced: produced, events_stored: stored, lost: produced - stored },
      ingest_slowdown_ratio: slowdown(alone, beside),
      alone,
      beside,
      unpaused: {
        ...unpaused.there,
        ingest_slowdown_ratio: slowdown(alone, unpausedIngest),
        ...unpausedIngest,
      },
    }
  } finally {
    await ingest.stop()
    await service.stop()
  }
}

/** The command sets the size of libuv's pool; a child of ours is not started through it. */
function settingsOf({ settings }: Workplace): NodeJS.ProcessEnv {
  return { ...settings, UV_THREADPOOL_SIZE: '16', LOG_LEVEL: 'warn' }
}

async function computeOnce(workplace: Workplace): Promise<void> {
  const service = await startService(settingsOf(workplace))
  await untilReady(service)
  await service.stop()
}

async function untilReady({ address }: RunningService): Promise<void> {
  await until(async () => (await fetch(`${address}/readyz`).catch(() => null))?.ok === true, {
    ...{ what: 'the service to be ready', within_ms: PATIENCE_MS, every_ms: 500 },
  })
}

async function untilStored(ingest: IngestWatch, events: number): Promise<void> {
  await until(async () => (await ingest.stored()) >= events, {
    what: 'all to be stored',
    within_ms: PATIENCE_MS,
  })
}

async function whatIsAsked(workplace: Workplace, { address }: RunningService): Promise<Asked> {
  const { slos } = (await (await fetch(`${address}/api/v1/slos`)).json()) as { slos: { slo: string }[] }
  const traces = await workplace.rows<{ correlation_id: string }>(
    `SELECT correlation_id FROM actions WHERE _topic NOT LIKE 'topic-%' AND correlation_id != '' AND token_id != ''
     ORDER BY time DESC LIMIT 20`,
  )
  return {
    address,
    slos: slos.map(({ slo }) => slo),
    // One for each reader: they go to another process as its parameter.
    links: plainLinks(READERS).map((link) => ({ id: linkId(link), account: link.source_account })),
    correlation_ids: traces.map(({ correlation_id }) => correlation_id),
  }
}

function slowdown(without: Phase, beside: Phase): number {
  return Number((1 - beside.stored_per_s / without.stored_per_s).toFixed(3))
}

function textOf({ stored_per_s, median_lag_s, longest_lag_s, cpu_s_per_s }: Phase): string {
  return `${stored_per_s} events/s stored, ${median_lag_s} s behind (${longest_lag_s} s at most), ${cpu_s_per_s} processors used`
}
