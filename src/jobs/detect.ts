/** The job that runs the detections and keeps what changed. One that fails costs no other. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { decideSubjects, type SubjectChange } from '../slo/detections/decide-subjects.ts'
import type { Detection, Sighting } from '../slo/detections/definition.ts'
import { detectionAnnotations, detectionLabels } from '../slo/detections/texts.ts'
import type { DetectionWithSql } from './detections.ts'
import type { JobMetrics } from './metrics.ts'

/** A detection with more subjects tells of the newest, and none of its alerts ends. */
const MOST_SUBJECTS = 1_000

/** As sql/queries/firing-detections.sql gives it. */
export interface FiringDetection {
  readonly alert: string
  readonly subject: string
  readonly severity: string
  readonly since_ms: number
  readonly reason: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export interface Detector {
  /** Runs those that are due. @throws AggregateError with every failure, after all were tried */
  run(at_ms: number): Promise<void>
}

export function createDetector(options: {
  store: Store
  detections: readonly DetectionWithSql[]
  logger: { warn(facts: object, message: string): void }
  metrics: Pick<JobMetrics, 'detectionFiring' | 'detectionSeconds' | 'detectionFailures'>
}): Detector {
  const { store, detections, logger, metrics } = options
  const lastRun = new Map<string, number>()

  async function run(at_ms: number): Promise<void> {
    const isFirst = lastRun.size === 0
    const due = detections.filter(({ detection }) => isDue(detection, lastRun.get(detection.name), at_ms))
    if (due.length === 0) return
    const firing = await firingDetections(store)
    const away = await kindsAway(store)
    const changed: ChangeOf[] = []
    const failures = new Map<string, unknown>()
    for (const one of due) {
      const { detection } = one
      const { name } = detection
      const raised = firing.filter(({ alert }) => alert === name)
      const ended = metrics.detectionSeconds.startTimer({ detection: name })
      try {
        const sightings = await look(store, one, at_ms)
        const isAll = sightings.length <= MOST_SUBJECTS
        if (!isAll) logger.warn({ detection: name, most: MOST_SUBJECTS }, 'a detection tells of too many')
        const complete = isAll && !detection.inputs.some((kind) => away.has(kind))
        const seen = sightings.slice(0, MOST_SUBJECTS)
        const changes = decideSubjects({ detection, sightings: seen, raised, complete, at_ms })
        changed.push(...changes.map((change) => ({ detection, change })))
        metrics.detectionFiring.set(
          { detection: name, severity: detection.severity },
          countAfter(raised, changes),
        )
        lastRun.set(name, at_ms)
      } catch (error) {
        metrics.detectionFailures.inc({ detection: name })
        failures.set(name, error)
      } finally {
        ended()
      }
    }
    await keep(store, changed, firing, at_ms)
    // Only once after a start: while replicas of two versions run, neither may end what the other raises.
    if (isFirst) await endForgotten(store, detections, firing, at_ms)
    if (failures.size > 0) {
      const reasons = [...failures].map(([name, failure]) => `${name}: ${String(failure)}`)
      throw new AggregateError(failures.values(), reasons.join('; '))
    }
  }
  return { run }
}

/** What fires now, pages first. @throws StoreFailure */
export function firingDetections(store: Store): Promise<FiringDetection[]> {
  return store.rows<FiringDetection>(readSql('queries/firing-detections'))
}

interface ChangeOf {
  readonly detection: Detection
  readonly change: SubjectChange
}

/** A tick's jitter must not make it wait for the next one. */
const JITTER_MS = 2_000

function isDue({ every_s }: Detection, last_ms: number | undefined, at_ms: number): boolean {
  return last_ms === undefined || at_ms - last_ms >= every_s * 1000 - JITTER_MS
}

async function look(store: Store, { detection, sql }: DetectionWithSql, at_ms: number): Promise<Sighting[]> {
  const to_s = Math.ceil(at_ms / 1000)
  const rows = await store.rows<Record<string, unknown>>(
    readSql('jobs/run-detection').replace('{{detection}}', () => sql),
    { from: to_s - detection.look_back_s, to: to_s, most: MOST_SUBJECTS + 1 },
  )
  return rows.map((row) => ({
    subject: String(row['subject']),
    at_ms: Number(row['at_ms']),
    summary: String(row['summary']),
    labels: Object.fromEntries(detection.labels.map((label) => [label, String(row[label] ?? '')])),
  }))
}

async function kindsAway(store: Store): Promise<ReadonlySet<string>> {
  const rows = await store.rows<{ kind: string }>(readSql('jobs/kinds-away'))
  return new Set(rows.map(({ kind }) => kind))
}

function countAfter(raised: readonly FiringDetection[], changes: readonly SubjectChange[]): number {
  const subjects = new Set(raised.map(({ subject }) => subject))
  for (const { firing, subject } of changes) {
    if (firing) subjects.add(subject)
    else subjects.delete(subject)
  }
  return subjects.size
}

async function keep(
  store: Store,
  changed: readonly ChangeOf[],
  firing: readonly FiringDetection[],
  at_ms: number,
): Promise<void> {
  if (changed.length === 0) return
  const owners = await accountOwners(store, changed)
  const before = new Map(firing.map((one) => [keyOf(one.alert, one.subject), one]))
  const rows = changed.flatMap(({ detection, change }) => {
    const was = before.get(keyOf(detection.name, change.subject))
    if (!change.firing) return was === undefined ? [] : [endOf(was, change.reason, at_ms)]
    const { sighting } = change
    return [
      {
        origin: 'detection',
        alert: detection.name,
        subject: change.subject,
        severity: detection.severity,
        decided_at: iso(at_ms),
        firing: true,
        since: iso(was?.since_ms ?? at_ms),
        reason: sighting.summary,
        labels: detectionLabels(detection, sighting, owners.get(sighting.labels['target_account'] ?? '')),
        annotations: detectionAnnotations(detection, sighting),
      },
    ]
  })
  if (rows.length > 0) await store.insertRows('raised_alerts', rows)
}

/** With the labels it was raised with: they identify it where it is delivered. */
function endOf({ since_ms: _, ...was }: FiringDetection, reason: string, at_ms: number): object {
  return { ...was, origin: 'detection', decided_at: iso(at_ms), firing: false, since: iso(at_ms), reason }
}

async function endForgotten(
  store: Store,
  detections: readonly DetectionWithSql[],
  firing: readonly FiringDetection[],
  at_ms: number,
): Promise<void> {
  const names = new Set(detections.map(({ detection }) => detection.name))
  const forgotten = firing.filter(({ alert }) => !names.has(alert))
  if (forgotten.length === 0) return
  const rows = forgotten.map((one) => endOf(one, 'The detection is no longer there.', at_ms))
  await store.insertRows('raised_alerts', rows)
}

async function accountOwners(store: Store, changed: readonly ChangeOf[]) {
  const accounts = new Set(
    changed.flatMap(({ change }) => (change.firing ? [change.sighting.labels['target_account'] ?? ''] : [])),
  )
  accounts.delete('')
  const rows = await store.rows<{ account: string; owner: string; team: string; criticality: string }>(
    readSql('jobs/account-owners'),
    { accounts: [...accounts] },
  )
  return new Map(rows.map((row) => [row.account, row]))
}

function keyOf(alert: string, subject: string): string {
  return JSON.stringify([alert, subject])
}

function iso(at_ms: number): string {
  return new Date(at_ms).toISOString()
}
