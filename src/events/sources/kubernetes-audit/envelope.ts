/** The envelopes that audit events come in, opened down to the events, with what an envelope tells of the cluster. */
import { asObject, type JsonObject, type Parsed, parseText, textAt } from '../../json.ts'
import { rejected } from '../../told.ts'

/** Where a call went. Empty where unknown. */
export interface Place {
  readonly cluster: string
  /** The account the cluster lives in: an AWS account, an Azure subscription, a Google Cloud project. */
  readonly account: string
  readonly region: string
}

export interface Found {
  readonly record: Parsed
  readonly place: Place
}

/** `records` of an event hub, AKS, an EventList and an array are four deep; what is deeper is nobody's envelope. */
const DEEPEST = 6

/** Each record, or the reason why one cannot be read. What is no envelope is taken for a record. */
export function recordsIn(value: unknown, place: Place, levels = DEEPEST): readonly Found[] {
  if (levels === 0) return [{ record: rejected('wrong_shape', 'record: too many envelopes'), place }]
  if (Array.isArray(value)) return value.flatMap((item) => recordsIn(item, place, levels - 1))
  const envelope = asObject(value)
  const opened = envelope === null ? undefined : open(envelope)
  if (opened === undefined) return [{ record: { ok: true, value }, place }]
  const inner = within(place, opened.place)
  return opened.contents.flatMap((found) =>
    found.ok ? recordsIn(found.value, inner, levels - 1) : [{ record: found, place: inner }],
  )
}

interface Opened {
  readonly contents: readonly Parsed[]
  readonly place: Partial<Place>
}

function open(envelope: JsonObject): Opened | undefined {
  for (const read of envelopes) {
    const opened = read(envelope)
    if (opened !== undefined) return opened
  }
  return undefined
}

type Envelope = (envelope: JsonObject) => Opened | undefined

/** What is inside; undefined where it is not this envelope. A GKE entry is no envelope: its record is of its own shape. */
const envelopes: readonly Envelope[] = [eventList, azureRecords, azureRecord, cloudWatchLogs]

/** What an audit webhook posts. */
function eventList({ items }: JsonObject): Opened | undefined {
  return Array.isArray(items) ? { contents: items.map(whole), place: {} } : undefined
}

/** Azure Monitor to an event hub. */
function azureRecords({ records }: JsonObject): Opened | undefined {
  return Array.isArray(records) ? { contents: records.map(whole), place: {} } : undefined
}

/**
 * AKS: the event stands in `properties.log`, as an object or as JSON text. The control plane's other logs
 * (`kube-scheduler`, `guard`) share the stream and hold no audit events.
 */
function azureRecord({ category, resourceId, properties }: JsonObject): Opened | undefined {
  const log = asObject(properties)?.['log']
  if (log === undefined) return undefined
  const isAudit = typeof category !== 'string' || /^kube-audit(?:-admin)?$/i.test(category)
  const contents = isAudit ? [typeof log === 'string' ? parseText(log, 'properties.log') : whole(log)] : []
  return { contents, place: azurePlace(resourceId) }
}

/** Azure writes a resource's id in any case, and means the same. */
function azurePlace(resourceId: unknown): Partial<Place> {
  if (typeof resourceId !== 'string') return {}
  const [, account = '', cluster = ''] =
    /^\/subscriptions\/([^/]+)\/.*\/managedclusters\/([^/]+)$/.exec(resourceId.toLowerCase()) ?? []
  return { account, cluster }
}

/** EKS: a subscription of the log group `/aws/eks/<cluster>/cluster`, whose other streams hold no audit events. */
function cloudWatchLogs(envelope: JsonObject): Opened | undefined {
  const { messageType, logEvents } = envelope
  if (messageType === 'CONTROL_MESSAGE') return { contents: [], place: {} }
  if (messageType !== 'DATA_MESSAGE' || !Array.isArray(logEvents)) return undefined
  const stream = textAt(envelope, 'logStream')
  const isAudit = stream === '' || stream.startsWith('kube-apiserver-audit')
  const [, cluster = ''] = /^\/aws\/eks\/([^/]+)\/cluster$/.exec(textAt(envelope, 'logGroup')) ?? []
  return {
    contents: isAudit
      ? logEvents.map((event) => parseText(textAt(event, 'message'), 'logEvents.message'))
      : [],
    place: { cluster, account: textAt(envelope, 'owner') },
  }
}

/** An envelope names its own cluster; what it leaves out stays as it was. */
function within(outer: Place, inner: Partial<Place>): Place {
  return {
    cluster: inner.cluster || outer.cluster,
    account: inner.account || outer.account,
    region: inner.region || outer.region,
  }
}

function whole(value: unknown): Parsed {
  return { ok: true, value }
}
