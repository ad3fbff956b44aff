/** The job that decides the alerts of every link and keeps what changed: found in the database, decided by the one function. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { alertsOf, type Severity } from '../slo/alerts.ts'
import { type Decision, decide, type LastDecision } from '../slo/decide.ts'
import {
  type Link,
  linkAlertNames,
  linkAnnotations,
  linkLabels,
  linkSubject,
} from '../slo/rules/link-alerts.ts'
import { usualPlaces } from '../slo/rules/rule-files.ts'
import type { Evidence } from '../slo/weigh.ts'
import { alertWindows } from '../slo/windows.ts'
import { type AskedWindow, type BurningLink, burningLinks } from './burning-links.ts'
import { type Evaluated, type Evaluating, evaluateSlos } from './evaluation.ts'

/** Safe to run twice: what has not changed is not written. Tells how many changed. @throws StoreFailure */
export async function raiseLinkAlerts(
  store: Store,
  slis: readonly Evaluated[],
  at_s: number,
): Promise<number> {
  const byLink = slis.filter(({ slo }) => slo.kind === 'ratio' && slo.grouping === 'link')
  let raised = 0
  for (const evaluating of await evaluateSlos(store, byLink, at_s)) {
    if (alertWindows(evaluating.slo).length === 0) continue
    const rows = await changesOf(store, evaluating, Math.round(at_s * 1000))
    if (rows.length > 0) await store.insertRows('raised_alerts', rows)
    raised += rows.length
  }
  return raised
}

async function changesOf(store: Store, evaluating: Evaluating, at_ms: number): Promise<object[]> {
  const { slo, links } = evaluating
  const windows = alertWindows(slo)
  const burning = await burningLinks(store, slo, windows, links)
  const last = await lastRaised(store, slo.name)
  const known = new Set(burning.map(keyOf))
  // What fired and has no row in any window: nothing is there to judge.
  const vanished = [...last.values()]
    .filter(({ firing, labels }) => firing && !known.has(keyOf(linkIn(labels))))
    .map(({ labels }) => ({ ...NOTHING_KNOWN, ...linkIn(labels) }))
  const judged = [...burning, ...new Map(vanished.map((link) => [keyOf(link), link])).values()]
  return judged.flatMap((link) => changesOfLink(evaluating, { link, windows, last, at_ms }))
}

interface Judged {
  readonly link: BurningLink
  readonly windows: readonly AskedWindow[]
  readonly last: ReadonlyMap<string, LastRaised>
  readonly at_ms: number
}

/** One alert for each cause and severity, so that two policies that page give one page: it fires while one of them does. */
function changesOfLink({ slo, evaluation }: Evaluating, { link, windows, last, at_ms }: Judged): object[] {
  const named = alertsOf(slo).flatMap((alert) => {
    const name = linkAlertNames[alert.cause]
    return name === undefined ? [] : [{ policy: alert.name, name, severity: alert.severity }]
  })
  const beforeOf = ({ name, severity }: { name: string; severity: Severity }) =>
    last.get(keyOfAlert(name, linkSubject(slo.name, severity, link)))
  const before = new Map<string, LastDecision>(
    named.flatMap((one) => {
      const raised = beforeOf(one)
      return raised === undefined ? [] : [[one.policy, raised] as const]
    }),
  )
  const decisions = new Map(
    decide(slo, evidenceOf(link, windows, evaluation), before, at_ms).map((one) => [one.alert, one]),
  )
  const together = new Map(named.map((one) => [`${one.name} ${one.severity}`, one]))
  return [...together.values()].flatMap(({ name, severity }) => {
    const ofAlert = named
      .filter((one) => one.name === name && one.severity === severity)
      .flatMap(({ policy }) => decisions.get(policy) ?? [])
    const decision = ofAlert.find(({ firing }) => firing) ?? ofAlert[0]
    const raised = beforeOf({ name, severity })
    if (decision === undefined || decision.firing === (raised?.firing ?? false)) return []
    return [rowOf(slo, link, { name, decision, raised, at_ms })]
  })
}

function rowOf(
  slo: Evaluating['slo'],
  link: BurningLink,
  change: { name: string; decision: Decision; raised: LastRaised | undefined; at_ms: number },
): object {
  const { name, decision, raised, at_ms } = change
  const { severity, firing, reason } = decision
  return {
    origin: 'link',
    alert: name,
    subject: linkSubject(slo.name, severity, link),
    severity,
    decided_at: new Date(at_ms).toISOString(),
    firing,
    since: new Date(decision.since_ms).toISOString(),
    reason,
    // Receivers know an alert by its labels: it ends with those that it began with.
    labels: firing || raised === undefined ? linkLabels(slo, link) : raised.labels,
    annotations: linkAnnotations(slo, link, reason, usualPlaces),
  }
}

/** A link's windows under the state of the SLO's inputs. Its period is not weighed: no alert of a link is about it. */
function evidenceOf(
  { goods, totals, excludeds }: BurningLink,
  windows: readonly AskedWindow[],
  { status, input }: Evaluating['evaluation'],
): Evidence {
  const counts = windows.map(({ name }, index) => [
    name,
    { good: goods[index] ?? 0, total: totals[index] ?? 0, excluded: excludeds[index] ?? 0 },
  ])
  const period = { good: 0, total: 0, ratio: null, budget: { allowed: 0, consumed: 0 } }
  return { status, input, ...period, windows: Object.fromEntries(counts) }
}

/** As sql/queries/latest-raised.sql gives it. */
interface LastRaised extends LastDecision {
  readonly alert: string
  readonly subject: string
  readonly labels: Readonly<Record<string, string>>
}

async function lastRaised(store: Store, slo: string): Promise<ReadonlyMap<string, LastRaised>> {
  const rows = await store.rows<LastRaised>(readSql('queries/latest-raised'), { slo })
  return new Map(rows.map((row) => [keyOfAlert(row.alert, row.subject), row]))
}

const NOTHING_KNOWN = {
  ...{ goods: [], totals: [], excludeds: [] },
  ...{ budget_remaining_ratio: null, link_owner: '', link_team: '' },
}

function linkIn(labels: Readonly<Record<string, string>>): Link {
  const { source_account = '', target_account = '', role = '' } = labels
  return { source_account, target_account, role }
}

function keyOf({ source_account, role, target_account }: Link): string {
  return JSON.stringify([source_account, role, target_account])
}

function keyOfAlert(alert: string, subject: string): string {
  return JSON.stringify([alert, subject])
}
