/**
 * Audit records that nobody here wrote, hand-edited by their authors: many lack what an API server always tells.
 * Where they are absent, our fixtures in the same shapes meet the same assertions.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { kubernetesAudit } from '../../../src/events/sources/kubernetes-audit.ts'
import { eventsOf, message } from './told.ts'

const ARCHIVE = join(import.meta.dirname, '../../../../shared/data/panther_tests.tgz')
const FIXTURES = join(import.meta.dirname, '../../fixtures/kubernetes-audit')
const RECEIVED_AT = Date.UTC(2030, 0, 1)
const source = kubernetesAudit({ kubernetes_cluster: 'prod-eu', kubernetes_account: '222222222222' })
const unpacked = mkdtempSync(join(tmpdir(), 'linkmeter-records-'))
afterAll(() => rmSync(unpacked, { recursive: true }))

/** The records of one log, with what the API server or the platform would have added. */
function recordsOf(log: Log, isOurs: (record: Fields) => boolean, added: (record: Fields) => Fields) {
  const records = (existsSync(ARCHIVE) ? archived(log) : fixtures[log]()).filter(isOurs)
  return { asTheyAre: records, completed: records.map(added) }
}

type Log = 'Amazon.EKS.Audit' | 'GCP.AuditLog' | 'Azure.MonitorActivity'

function archived(log: Log): Fields[] {
  execFileSync('tar', ['-xzf', ARCHIVE, '-C', unpacked])
  const lines = readFileSync(join(unpacked, `${log}.jsonl`), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => JSON.parse(line))
}

const fixture = (name: string): Fields => JSON.parse(readFileSync(join(FIXTURES, name), 'utf8'))

const fixtures: Readonly<Record<Log, () => Fields[]>> = {
  'Amazon.EKS.Audit': () => [fixture('get-pod.json'), fixture('token-request.json')],
  'GCP.AuditLog': () => [fixture('gke-entry.json')],
  'Azure.MonitorActivity': () => fixture('aks-event-hub.json')['records'] as Fields[],
}

type Fields = Record<string, unknown>

const times = { stage: 'ResponseComplete', requestReceivedTimestamp: '2025-03-10T09:00:00Z' }
const logs: readonly Parameters<typeof recordsOf>[] = [
  ['Amazon.EKS.Audit', () => true, (event) => ({ ...times, ...event })],
  ['GCP.AuditLog', isGke, (entry) => ({ timestamp: '2025-03-10T09:00:00Z', ...entry })],
  [
    'Azure.MonitorActivity',
    isAks,
    (record) => ({ ...record, properties: { log: { ...times, ...logOf(record) } } }),
  ],
]

describe.each(logs)('the records of %s', (...log) => {
  const { asTheyAre, completed } = recordsOf(...log)
  const tell = (record: unknown) => source.tell(message(record, { received_at: RECEIVED_AT }))

  it('are told of, or rejected for the time or stage they lack', () => {
    const reasons = asTheyAre.flatMap(tell).flatMap((one) => (one.ok ? [] : [one.reason.detail]))
    const lacking =
      /^(?:stage: expected a stage of an audit event|(?:requestReceivedTimestamp|timestamp): expected text)$/
    expect(reasons.filter((reason) => !lacking.test(reason))).toEqual([])
  })

  it('are all told of once that is added', () => {
    expect(completed.length).toBeGreaterThan(0)
    expect(eventsOf(completed.flatMap(tell)).length).toBeGreaterThanOrEqual(completed.length - 3)
  })
})

function isGke({ protoPayload }: Fields): boolean {
  return typeof protoPayload === 'object' && (protoPayload as Fields)['serviceName'] === 'k8s.io'
}

function isAks(record: Fields): boolean {
  return /^kube-audit/.test(String(record['category'])) && Object.keys(logOf(record)).length > 0
}

function logOf({ properties }: Fields): Fields {
  const log = typeof properties === 'object' ? (properties as Fields)['log'] : undefined
  return typeof log === 'string' ? JSON.parse(log) : ((log ?? {}) as Fields)
}
