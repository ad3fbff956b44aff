/** A real engine with every source and shipped SLO: events in, tiers and evaluations out. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { migrate } from '../../src/clickhouse/migrations.ts'
import type { Store } from '../../src/clickhouse/store.ts'
import { allViews } from '../../src/clickhouse/views.ts'
import { retakeThrough } from '../../src/commands/intake.ts'
import { readSloFiles } from '../../src/commands/slo-files.ts'
import type { Retake } from '../../src/dead-letters/dead-letters.ts'
import { type SourceName, sources } from '../../src/events/sources.ts'
import type { Receipt } from '../../src/ingest/delivery.ts'
import { ingestMetrics } from '../../src/ingest/metrics.ts'
import { createPipeline } from '../../src/ingest/pipeline.ts'
import { evaluateLinks, type LinkEvaluation } from '../../src/jobs/evaluate.ts'
import { type Evaluating, type Evaluation, evaluateSlos } from '../../src/jobs/evaluation.ts'
import { checkSlis, type Sli } from '../../src/jobs/sli.ts'
import { type TierProgress, type TierUpdate, updateTiers } from '../../src/jobs/tiers.ts'

export interface Measuring {
  readonly store: Store
  readonly slis: readonly Sli[]
  sli(name: string): Sli
  /** Stores records through the pipeline, each a message of its own, and tells what became of them. None may be rejected. */
  tell(records: readonly object[], source?: SourceName): Promise<Receipt>
  /** Puts a dead letter's message through the pipeline. */
  readonly retake: Retake
  update(name: string): Promise<TierUpdate>
  /** Brings the tiers up to date and evaluates as of a moment in ms. */
  evaluate(name: string, at_ms: number): Promise<Evaluation>
  /** As `evaluate`, link by link, in order. */
  evaluateLinks(name: string, at_ms: number): Promise<LinkEvaluation[]>
  /** Forgets all events and what was made of them. */
  empty(): Promise<void>
  close(): Promise<void>
}

export async function openMeasuring(folders: readonly string[] = []): Promise<Measuring> {
  const folder = await mkdtemp(join(tmpdir(), 'linkmeter-measuring-'))
  const store = await openEmbedded(join(folder, 'data'), 'linkmeter')
  await migrate(store, { cluster: null, views: allViews(Object.values(sources)) })
  const pipeline = createPipeline({
    store,
    clock: Date,
    logger: { debug: () => undefined, warn: () => undefined, error: () => undefined },
    metrics: ingestMetrics(new Registry()),
    limits: { wait_ms: 1 },
  })
  const files = readSloFiles(folders)
  const { slis, problems } = await checkSlis(store, files.slos)
  const wrong = [...files.problems, ...problems]
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  let offset = 0

  function sli(name: string): Sli {
    const found = slis.find(({ slo }) => slo.name === name)
    if (found === undefined) throw new Error(`there is no SLO named ${name}`)
    return found
  }

  return {
    store,
    slis,
    sli,
    async tell(records, source = 'native') {
      const messages = records.map((record) => {
        offset += 1
        return { value: Buffer.from(JSON.stringify(record)), headers: {}, offset, delivered_at: null }
      })
      const delivery = { source: sources[source], topic: 'test', partition: 0, messages }
      const receipt = await pipeline.takeForReceipt(delivery).stored
      if (receipt.rejected > 0) throw new Error(`rejected: ${JSON.stringify(receipt.rejections)}`)
      return receipt
    },
    retake: retakeThrough(pipeline, sources),
    update: (name) => updateOne(store, sli(name)),
    async evaluate(name, at_ms) {
      await updateOne(store, sli(name))
      return (await evaluateOne(store, sli(name), at_ms / 1000)).evaluation
    },
    async evaluateLinks(name, at_ms) {
      await updateOne(store, sli(name))
      const links = await evaluateLinks(store, await evaluateOne(store, sli(name), at_ms / 1000))
      return links.toSorted((one, other) => (linkOf(one) < linkOf(other) ? -1 : 1))
    },
    async empty() {
      const tables = await store.rows<{ name: string }>(
        `SELECT name FROM system.tables
         WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations' AND total_rows > 0`,
      )
      for (const { name } of tables) await store.run(`TRUNCATE TABLE ${name}`)
    },
    async close() {
      await pipeline.stop()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Brings one SLI's tiers up to date. @throws what it failed with */
export async function updateOne(
  store: Store,
  sli: Sli,
  onProgress?: (progress: TierProgress) => void,
): Promise<TierUpdate> {
  const { updated, failures } = await updateTiers(store, [sli], onProgress)
  const update = updated.get(sli.slo.name)
  if (update === undefined) throw failures.get(sli.slo.name)
  return update
}

export async function evaluateOne(store: Store, sli: Sli, at_s: number): Promise<Evaluating> {
  const [evaluating] = await evaluateSlos(store, [sli], at_s)
  if (evaluating === undefined) throw new Error(`nothing was evaluated of ${sli.slo.name}`)
  return evaluating
}

export function linkOf(link: { source_account: string; role: string; target_account: string }): string {
  return `${link.source_account}/${link.role}/${link.target_account}`
}
